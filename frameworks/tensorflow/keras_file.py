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
    "Lambda": "holdsLambda",
    "__lambda__": "holdsLambda",
    "TFSMLayer": "holdsPathLayer",
    "TorchModuleWrapper": "holdsPickle",
    "JaxLayer": "holdsCodeLayer",
    "FlaxLayer": "holdsCodeLayer",
}
# Keras 2 kept calls of TensorFlow's functions by their public name.
CALLS = ("TFOpLambda", "ClassMethod")
CALLABLE = re.compile(r"(compat\.v1\.)?(((math|nn|linalg|strings|image|signal|sparse|ragged|random|sets|bitwise|quantization|keras\.\w+|__operators__)(\.\w+)+)|(?!py_|numpy_function|load_|print|function|Module|init_scope)\w+)")
FIX = "kerasLayersAlone"


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
                    raise Refused("MODEL_FILE_CORRUPT", "weightsAlone", "saveWholeKeras")
                _look(_json_of(config), 0)
                _require_own_data(file)
    except (OSError, KeyError, ValueError, RuntimeError, zipfile.BadZipFile, EOFError, NotImplementedError) as error:
        raise Refused("MODEL_FILE_CORRUPT", "damaged", "saveKerasAgain", said=f"{type(error).__name__}: {error}"[:400]) from error


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
        raise Refused("MODEL_UNSAFE", "namesVocabulary", "giveWords", file=value["vocabulary"][:200])
    for key, one in value.items():
        if key != "compile_config":  # losses and metrics of its own, which are not loaded
            _look(one, depth + 1)


def _look_at_class(name, module, value):
    short = name.split(">")[-1]
    if short in CODE:
        raise Refused("MODEL_UNSAFE", CODE[short], FIX, name=short[:100])
    config = value.get("config")
    if short in CALLS and isinstance(config, dict) and not CALLABLE.fullmatch(str(config.get("function", ""))):
        raise Refused("MODEL_UNSAFE", "callsOutside", FIX, name=f"tf.{str(config.get('function'))[:100]}")
    if short in ("InstanceMethod", "InstanceProperty") and isinstance(config, dict) and "_" in str(config.get("method_name") or config.get("attr_name") or "")[:1]:
        raise Refused("MODEL_UNSAFE", "hiddenName", FIX, name=config.get("method_name") or config.get("attr_name"))
    if isinstance(module, str) and not MODULE.fullmatch(module):
        if verdict(module, short) == DANGEROUS or module.split(".")[0] in ("keras", "tf_keras", "tensorflow"):
            raise Refused("MODEL_UNSAFE", "noKerasLayer", FIX, name=f"{module[:100]}.{short[:100]}")
        raise Refused("MODEL_LOAD_FAILED", "notOfKeras", "exportCustom", name=f"{module[:100]}.{short[:100]}")


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
                raise Refused("MODEL_UNSAFE", "weightsElsewhere", "saveKerasAgain", name=name[:100])
            one = group[name]
            if isinstance(one, h5py.Group):
                if group.name.count("/") > DEPTH_MAX:
                    raise ValueError("it is nested too deeply")
                left.append(one)
            elif isinstance(one, h5py.Dataset) and (one.external or one.is_virtual):
                raise Refused("MODEL_UNSAFE", "weightsElsewhere", "saveKerasAgain", name=one.name[:100])
