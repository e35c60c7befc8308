"""Loads pickles, joblib and skops files whose every global is on the allow-list, however they are compressed or nested."""

import importlib
import pickle
import types

from allowlist import ALLOWED, DANGEROUS, verdict
from tool import Refused


class _Checker:
    def __init__(self, approved):
        self.approved = {tuple(pair) for pair in approved}

    def check(self, module, name):
        said = verdict(module, name)
        if said == ALLOWED or (said != DANGEROUS and (module, name) in self.approved):
            return
        raise Refused("MODEL_UNSAFE", "namesUnneeded", name=f"{module}.{name}")

    def resolve(self, module, name):
        self.check(module, name)
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            raise Refused("MODEL_LOAD_FAILED", "notInstalled", name=f"{module}.{name}", package=error.name) from error
        if not hasattr(found, name):
            raise Refused("MODEL_LOAD_FAILED", "notInVersion", name=f"{module}.{name}", package=module.split(".")[0])
        value = getattr(found, name)
        if not callable(value):  # a table or a module, which a file could change for all who use it
            raise Refused("MODEL_UNSAFE", "namesNoClass", name=f"{module}.{name}")
        # A module of scikit-learn may have imported something stronger than what is defined in it.
        home = getattr(value, "__module__", module) or module
        if module.startswith(("sklearn.", "scipy.", "xgboost.", "lightgbm.")) and isinstance(home, str):
            own = getattr(value, "__qualname__", name)
            if home != module and isinstance(own, str):
                self.check(home, own)
        return value


def load_pickle(path, approved):
    """joblib.load with checked globals; files of pickle alone are read by the same call."""
    import joblib
    from joblib import numpy_pickle

    checker = _Checker(approved)
    _disarm()
    numpy_pickle.NumpyUnpickler = _checked(getattr(numpy_pickle.NumpyUnpickler, "unchecked", numpy_pickle.NumpyUnpickler), checker)
    plain = _checked(pickle._Unpickler, checker)
    numpy_pickle.pickle = types.SimpleNamespace(**{**vars(pickle), "load": lambda file: plain(file).load()})
    numpy_pickle.load_compatibility = _refuse_old
    return joblib.load(path, mmap_mode=None)


def _checked(base, checker):
    class Checked(base):
        dispatch = dict(base.dispatch)
        unchecked = base

        def find_class(self, module, name):
            return checker.resolve(*_renamed(module, name))

        def load_build(self):
            """Gives a state to what the file made itself, never to a class, a function or a module of the library."""
            made = self.stack[-2]
            if isinstance(made, (type, types.FunctionType, types.BuiltinFunctionType, types.MethodType, types.ModuleType)) or type(made).__name__ == "ufunc":
                raise Refused("MODEL_UNSAFE", "changesCode", name=f"{getattr(made, '__module__', '')}.{getattr(made, '__name__', made)}")
            base.load_build(self)

        dispatch[pickle.BUILD[0]] = load_build

    return Checked


def _refuse_old(path):
    raise Refused("MODEL_FILE_CORRUPT", "oldJoblib", "recentJoblib")


def load_skops(path, approved):
    import skops.io

    checker = _Checker(approved)
    _disarm()
    found = skops.io.get_untrusted_types(file=path)
    for dotted in found:
        module, _, name = dotted.rpartition(".")
        checker.check(module, name)
    return skops.io.load(path, trusted=found)


def _disarm():
    """Vectorizers of texts must not read what callers name."""
    from sklearn.feature_extraction import text

    decode = text._VectorizerMixin.decode
    if decode.__name__ == "decode_content":
        return

    def decode_content(self, doc):
        if self.input != "content":
            raise Refused("MODEL_UNSAFE", "readsNamedFiles", "fitOnContent", name=type(self).__name__, input=f"{self.input!r:.20}")
        return decode(self, doc)

    text._VectorizerMixin.decode = decode_content


def _renamed(module, name):
    """Names of Python 2, as protocols 0 to 2 write them."""
    import _compat_pickle

    if (module, name) in _compat_pickle.NAME_MAPPING:
        return _compat_pickle.NAME_MAPPING[(module, name)]
    return _compat_pickle.IMPORT_MAPPING.get(module, module), name
