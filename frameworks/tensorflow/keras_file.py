"""Looks through a .keras or .h5 file before Keras does: what its configuration names, and whether its weights lie in the file itself."""

import json
import re
import zipfile

from allowlist import DANGEROUS, verdict
from tool import Refused

TEXT_MAX = 256 << 20
DEPTH_MAX = 200
MODULE = re.compile(r"(tf_)?keras(\.src)?(\.(activations|constraints|dtype_policies|initializers|layers|losses|metrics|models|ops|optimizers|quantizers|regularizers|random|engine)(\.\w+)*)?")
# Classes that hold code, or load a model from somewhere else.
CODE = {
    "Lambda": "a Lambda layer, which is Python code inside the file",
    "__lambda__": "a lambda, which is Python code inside the file",
    "TFSMLayer": "a TFSMLayer, which loads a SavedModel from a path",
    "TorchModuleWrapper": "a TorchModuleWrapper, which is a pickle",
    "JaxLayer": "a JaxLayer, which is code inside the file",
    "FlaxLayer": "a FlaxLayer, which is code inside the file",
}
# Keras 2 kept calls of TensorFlow's functions by their public name.
CALLS = ("TFOpLambda", "ClassMethod")
CALLABLE = re.compile(r"(compat\.v1\.)?(((math|nn|linalg|strings|image|signal|sparse|ragged|random|sets|bitwise|quantization|keras\.\w+|__operators__)(\.\w+)+)|(?!py_|numpy_function|load_|print|function|Module|init_scope)\w+)")
FIX = "Use layers of Keras alone, or export a SavedModel with model.export."
CUSTOM_FIX = "Custom layers are not part of the file: export a SavedModel with model.export(folder) and upload that folder."


def require_plain(path, format):
    """Raises Refused for a file that would run code, read other files, or cannot be read."""
    import h5py

    try:
        if format == "keras":
            with zipfile.ZipFile(path) as archive:
                _look(_json_of(archive.open("config.json").read(TEXT_MAX)), 0)
                with archive.open("model.weights.h5") as weights, h5py.File(weights, "r") as file:
                    _require_own_data(file)
        else:
            with h5py.File(path, "r") as file:
                config = file.attrs.get("model_config")
                if config is None:
                    raise Refused("MODEL_FILE_CORRUPT", "The file holds weights without a model (there is no model_config).", "Save the whole model with model.save, not with save_weights.")
                _look(_json_of(config), 0)
                _require_own_data(file)
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise Refused("MODEL_FILE_CORRUPT", f"The file is damaged or incomplete: {type(error).__name__}: {error}"[:400], "Save it again with model.save and upload it.") from error


def _json_of(text):
    document = json.loads(text)
    if not isinstance(document, dict):
        raise ValueError("its configuration is no object")
    return document


def _look(value, depth):
    if depth > DEPTH_MAX:
        raise ValueError("its configuration is nested too deeply")
    if isinstance(value, list):
        for one in value:
            _look(one, depth + 1)
    if not isinstance(value, dict):
        return
    name, module = value.get("class_name"), value.get("module")
    if isinstance(name, str):
        _look_at_class(name, module, value)
    if isinstance(value.get("vocabulary"), str):
        raise Refused("MODEL_UNSAFE", f"Its configuration names a file to read: {value['vocabulary'][:200]}.", "Give the words themselves to the layer, and save it again.")
    for key, one in value.items():
        if key != "compile_config":  # losses and metrics of its own, which are not loaded
            _look(one, depth + 1)


def _look_at_class(name, module, value):
    short = name.split(">")[-1]
    if short in CODE:
        raise Refused("MODEL_UNSAFE", f"It holds {CODE[short]}.", FIX)
    config = value.get("config")
    if short in CALLS and isinstance(config, dict) and not CALLABLE.fullmatch(str(config.get("function", ""))):
        raise Refused("MODEL_UNSAFE", f"It calls tf.{str(config.get('function'))[:100]}, which reaches outside the model.", FIX)
    if short in ("InstanceMethod", "InstanceProperty") and isinstance(config, dict) and "_" in str(config.get("method_name") or config.get("attr_name") or "")[:1]:
        raise Refused("MODEL_UNSAFE", f"It uses the hidden name {config.get('method_name') or config.get('attr_name')}.", FIX)
    if isinstance(module, str) and not MODULE.fullmatch(module):
        if verdict(module, short) == DANGEROUS or module.split(".")[0] in ("keras", "tf_keras", "tensorflow"):
            raise Refused("MODEL_UNSAFE", f"It names {module[:100]}.{short[:100]}, which is no layer of Keras.", FIX)
        raise Refused("MODEL_LOAD_FAILED", f"It needs {module[:100]}.{short[:100]}, which is not part of Keras.", CUSTOM_FIX)


def _require_own_data(file):
    """HDF5 can take data from other files, by links and by data sets that are stored elsewhere."""
    import h5py

    left, seen = [file], 0
    while left:
        group = left.pop()
        for name in group:
            seen += 1
            if seen > 1_000_000:
                raise ValueError("it holds too many objects")
            link = group.get(name, getlink=True)
            if not isinstance(link, h5py.HardLink):
                raise Refused("MODEL_UNSAFE", f"Its weights {name[:100]!r} lie in another file, by a link.", "Save it again with model.save.")
            one = group[name]
            if isinstance(one, h5py.Group):
                if group.name.count("/") > DEPTH_MAX:
                    raise ValueError("it is nested too deeply")
                left.append(one)
            elif isinstance(one, h5py.Dataset) and (one.external or one.is_virtual):
                raise Refused("MODEL_UNSAFE", f"Its weights {one.name[:100]!r} lie in another file.", "Save it again with model.save.")
