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
        raise Refused("MODEL_UNSAFE", f"The file names {module}.{name}, which no saved model needs.")

    def resolve(self, module, name):
        self.check(module, name)
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            raise Refused("MODEL_LOAD_FAILED", f"The file needs {module}.{name}, and {error.name} is not installed in this toolchain.") from error
        if not hasattr(found, name):
            raise Refused("MODEL_LOAD_FAILED", f"The file needs {module}.{name}, which this version of {module.split('.')[0]} does not have.")
        value = getattr(found, name)
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

    class Checked(numpy_pickle.NumpyUnpickler):
        def find_class(self, module, name):
            return checker.resolve(*_renamed(module, name))

    class CheckedPlain(pickle._Unpickler):
        def find_class(self, module, name):
            return checker.resolve(*_renamed(module, name))

    numpy_pickle.NumpyUnpickler = Checked
    numpy_pickle.pickle = types.SimpleNamespace(**{**vars(pickle), "load": lambda file: CheckedPlain(file).load()})
    return joblib.load(path, mmap_mode=None)


def load_skops(path, approved):
    import skops.io

    checker = _Checker(approved)
    found = skops.io.get_untrusted_types(file=path)
    for dotted in found:
        module, _, name = dotted.rpartition(".")
        checker.check(module, name)
    return skops.io.load(path, trusted=found)


def _renamed(module, name):
    """Names of Python 2, as protocols 0 to 2 write them."""
    import _compat_pickle

    if (module, name) in _compat_pickle.NAME_MAPPING:
        return _compat_pickle.NAME_MAPPING[(module, name)]
    return _compat_pickle.IMPORT_MAPPING.get(module, module), name
