"""A TensorFlow SavedModel, or a Keras file that is made one first: what it takes and gives, and how it is asked."""

import logging
import os
import shutil
import tempfile

import numpy as np
from keras_file import require_plain
from tool import Refused, no_sample

logging.disable(logging.WARNING)
# Each is converted and proved by itself.
SIGNATURES_MAX = 16
FREE_SIZES = (1, 8, 32, 64, 128, 224)
WORDS = ("some", "plain", "words", "of", "text", "Grüße", "a b", "")


def load(job):
    keras_file = job["format"] in ("keras", "keras-h5")
    if keras_file:
        require_plain(job["file"], job["format"])
    import tensorflow as tf

    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    folder, keras = job["file"], None
    if keras_file:
        keras, folder = _from_keras(job)
    model = _open(folder, keras)
    model.wished = job.get("shapes") or {}
    return model


def _from_keras(job):
    """Keras 3 reads its own files, tf_keras those of Keras 2. Without compile: losses and metrics need not exist here."""
    folder = tempfile.mkdtemp(prefix="saved-", dir=job["work"])
    copy = os.path.join(folder, "model.keras" if job["format"] == "keras" else "model.h5")  # Keras goes by the name
    shutil.copyfile(job["file"], copy)
    target = os.path.join(folder, "export")
    try:
        if job["toolchain"] == "tensorflow-keras2":
            import tensorflow as tf
            import tf_keras

            model = tf_keras.models.load_model(copy, compile=False, safe_mode=True) if job["format"] == "keras" else tf_keras.models.load_model(copy, compile=False)
            tf.saved_model.save(model, target)
        else:
            import keras

            model = keras.saving.load_model(copy, compile=False, safe_mode=True)
            _export(model, target)
    except Refused:
        raise
    except Exception as error:
        text = f"{type(error).__name__}: {error}".replace(f"{folder}/", "")[:1200]
        if "No model config found" in text:
            raise Refused("MODEL_LOAD_FAILED", "weightsAlone", "saveWholeKeras") from error
        if "safe_mode" in text:
            raise Refused("MODEL_UNSAFE", "kerasRefuses", "kerasLayersAlone", said=text[:400]) from error
        if isinstance(error, (OSError, KeyError, EOFError)) or "Unable to" in text or "truncated" in text:
            raise Refused("MODEL_FILE_CORRUPT", "damaged", "saveKerasAgain", said=text[:400]) from error
        raise Refused("MODEL_LOAD_FAILED", "kerasCannot", "exportCustom", said=text) from error
    finally:
        os.unlink(copy)
    return getattr(model, "name", "model"), target


def _export(model, folder):
    """Keras numbers outputs; where a model has several, they keep the names that its layers give them."""
    import keras
    import tensorflow as tf

    names = list(getattr(model, "output_names", []))
    several = isinstance(model, keras.Model) and isinstance(getattr(model, "output", None), (list, tuple)) and len(model.output) == len(set(names)) > 1
    if not several:
        model.export(folder, format="tf_saved_model", verbose=False)
        return
    archive = keras.export.ExportArchive()
    archive.track(model)
    taken = keras.tree.map_structure(lambda one: tf.TensorSpec(one.shape, one.dtype, one.name), model.input)
    archive.add_endpoint("serve", lambda given: dict(zip(names, model(given))), input_signature=[taken])
    archive.write_out(folder, verbose=False)


def _open(folder, keras):
    """The default signature of a SavedModel, with the others beside it."""
    import tensorflow as tf
    from saved_model import read_saved_model

    _, graph = read_saved_model(folder)
    name = _default_of(graph)
    default = Signature(folder, name, graph.signature_def[name])
    try:
        loaded = tf.saved_model.load(folder)
        default.function = loaded.signatures[name]
    except Exception as error:
        text = f"{type(error).__name__}: {error}"[:1200]
        code = "MODEL_FILE_CORRUPT" if "variables" in text or "truncated" in text or "checksum" in text.lower() or "DataLoss" in text else "MODEL_LOAD_FAILED"
        raise Refused(code, "tensorflowCannot", "uploadFolder", said=text) from error
    default.loaded, default.keras, default.saved_by = loaded, keras, graph.meta_info_def.tensorflow_version
    default.others = {one.name: one for one in _others(folder, graph, default)}
    for one in default.others.values():
        one.function = loaded.signatures[one.name]
    return default


def _usable(graph):
    names = [name for name in graph.signature_def if not name.startswith("__saved_model_")]
    return sorted(name for name in names if graph.signature_def[name].inputs and graph.signature_def[name].outputs)


def _default_of(graph):
    """Its own default; without one the first by name."""
    usable = _usable(graph)
    if not usable:
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "noSignature", "saveWithSignatures")
    return next((name for name in ("serving_default", "serve", "predict") if name in usable), usable[0])


def _others(folder, graph, default):
    """The other signatures that can be served. Keras writes its only one twice, as `serve` and `serving_default`."""
    for name in _usable(graph)[:SIGNATURES_MAX]:
        if name == default.name:
            continue
        try:
            one = Signature(folder, name, graph.signature_def[name])
        except Refused:
            continue
        if name != "serve" or (one.inputs, one.outputs) != (default.inputs, default.outputs):
            yield one


class Signature:
    """One function of a SavedModel."""

    def __init__(self, folder, name, definition):
        self.folder, self.name, self.others, self.wished = folder, name, {}, {}
        self.inputs = [_spec(name, info, "input") for name, info in sorted(definition.inputs.items())]
        self.outputs = [_spec(name, info, "output") for name, info in sorted(definition.outputs.items())]

    def describe(self):
        return {
            "version": self.saved_by or "",
            "what": f"{'Keras model ' + self.keras if self.keras else 'SavedModel'}, signature {self.name}",
            "task": None,
            **self._specs(),
            "signature": self.name,
            "signatures": {name: one._specs() for name, one in self.others.items()},
            "labels": None,
            "precisions": ["as is"],
        }

    def _specs(self):
        outputs = [{**one, "shape": one["shape"] if one["shape"] is None or -1 not in one["shape"][1:] else None, "role": "other"} for one in self.outputs]
        return {"inputs": self.inputs, "outputs": outputs}

    def run(self, tensors):
        import tensorflow as tf

        given = {}
        for one in self.inputs:
            value = tensors[one["name"]]
            given[one["name"]] = tf.constant(value.tolist(), dtype=tf.string, shape=value.shape) if value.dtype == object else tf.constant(value)
        found = self.function(**given)
        return [(one["name"], _plain(found[one["name"]].numpy())) for one in self.outputs]

    def samples(self, count):
        """Sizes for free dimensions and numbers small enough for tables of words, tried until the model answers."""
        said = None
        for size in FREE_SIZES if any(-1 in one["shape"][1:] for one in self.inputs) else (1,):
            for top in (10, 2, 1):
                tensors = self._made(count, size, top)
                try:
                    self.run({name: array[:1] for name, array in tensors.items()} if self._has_rows() else tensors)
                    self.run(tensors)
                    return tensors
                except Exception as error:  # which rows a model takes shows only by asking it
                    said = error
        text = " ".join(str(said).split())[:800]
        if "Ragged" in text or "Sparse" in text:
            raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "seemsRagged", "denseTensors", said=text)
        raise no_sample(said)

    def _has_rows(self):
        return all(one["shape"] and one["shape"][0] == -1 for one in self.inputs)

    def _made(self, count, size, top):
        random = np.random.default_rng(20_260_101)
        tensors = {}
        for one in self.inputs:
            shape = [(count if place == 0 else size) if dimension == -1 else dimension for place, dimension in enumerate(self._sizes(one))]
            tensors[one["name"]] = _values(random, one["datatype"], shape, top)
        return tensors

    def _sizes(self, one):
        """With the sizes that a person gave dimensions which the file leaves open."""
        row = self.wished.get(one["name"], [])
        shape = one["shape"]
        if not row or len(row) not in (len(shape), len(shape) - 1):
            return shape
        row = [-1] * (len(shape) - len(row)) + list(row)
        return [wished if own == -1 and place > 0 else own for place, (own, wished) in enumerate(zip(shape, row))]

    def convert(self, file, precision):
        from convert import convert

        return convert(self, file)


def _values(random, datatype, shape, top):
    from wire import dtype_of

    if datatype == "BYTES":
        return np.array([random.choice(WORDS) for _ in range(int(np.prod(shape)))], dtype=object).reshape(shape)
    if datatype == "BOOL":
        return random.integers(0, 2, shape).astype(bool)
    if datatype.startswith("FP"):
        values = random.normal(0, 1, shape)
        flat = values.reshape(-1)
        flat[::5] = random.uniform(0, 1, len(flat[::5]))
        flat[3::11] = np.round(flat[3::11])
        flat[7::101] = 100.0
        return values.astype(dtype_of(datatype))
    return random.integers(0, top, shape).astype(dtype_of(datatype))


def _plain(array):
    if array.dtype != object:
        return array
    return np.vectorize(lambda one: one.decode("utf-8", "replace") if isinstance(one, bytes) else str(one), otypes=[object])(array) if array.size else array


def _spec(name, info, kind):
    import tensorflow as tf
    from wire import datatype_of

    if info.WhichOneof("encoding") not in (None, "name"):
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "noPlainTensor", "denseTensors", name=name)
    dtype = tf.as_dtype(info.dtype)
    try:
        datatype = "BYTES" if dtype == tf.string else datatype_of(dtype.as_numpy_dtype)
    except (ValueError, TypeError) as error:
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "typeUnserved", "castIt", name=name, type=dtype.name) from error
    if info.tensor_shape.unknown_rank:
        if kind == "input":
            raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "noShape", "giveInputSignature", name=name)
        return {"name": name, "datatype": datatype, "shape": None}
    return {"name": name, "datatype": datatype, "shape": [dimension.size for dimension in info.tensor_shape.dim]}
