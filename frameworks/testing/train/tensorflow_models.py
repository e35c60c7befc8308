"""
Trains small TensorFlow and Keras models and saves each in the ways its tools have, with rows and answers beside them.

Usage: python tensorflow_models.py FOLDER. NAME.json: {"file", "inputs": {name: array}, "outputs": {name: array}}.
"""

import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers

folder = sys.argv[1]
random = np.random.default_rng(0)
keras.utils.set_random_seed(0)


def keep(name, file, inputs, outputs, **more):
    plain = lambda tensors: {key: [one.decode() for one in value.ravel()] if value.dtype == object else value.tolist() for key, value in tensors.items()}
    with open(os.path.join(folder, name + ".json"), "w") as out:
        json.dump({"file": os.path.basename(file), "inputs": plain(inputs), "outputs": plain(outputs), **more}, out)


def at(name):
    return os.path.join(folder, name)


def keep_saved(name, path, inputs, **more):
    loaded = tf.saved_model.load(path).signatures["serving_default"]
    found = loaded(**{key: tf.constant(value) for key, value in inputs.items()})
    keep(name, path, inputs, {key: value.numpy() for key, value in found.items()}, **more)


x = random.normal(size=(200, 4)).astype(np.float32)
y = (x.sum(axis=1) > 0).astype(int)
dense = keras.Sequential([layers.Input((4,), name="measures"), layers.Dense(16, activation="gelu"), layers.Dense(2, activation="softmax")])
dense.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
dense.fit(x, y, epochs=3, verbose=0)
dense.export(at("dense"), verbose=False)
keep_saved("dense", at("dense"), {"measures": x[:5]})
dense.save(at("dense.keras"))
keep("dense-keras", at("dense.keras"), {"measures": x[:5]}, {"output_0": dense.predict(x[:5], verbose=0)})

# Two named inputs and two named outputs
left, right = keras.Input((4,), name="left"), keras.Input((3,), name="right")
joined = layers.Concatenate()([layers.Dense(8, activation="relu")(left), layers.Dense(8, activation="gelu")(right)])
twofold = keras.Model([left, right], [layers.Dense(3, activation="softmax", name="kind")(joined), layers.Dense(1, name="size")(joined)])
twofold.save(at("twofold.keras"))
kinds, sizes = twofold.predict([x[:5], x[:5, :3]], verbose=0)
keep("twofold-keras", at("twofold.keras"), {"left": x[:5], "right": x[:5, :3]}, {"kind": kinds, "size": sizes})
dense.save(at("dense.h5"))
keep("dense-h5", at("dense.h5"), {"measures": x[:5]}, {"output_0": dense.predict(x[:5], verbose=0)})

images = random.random((4, 8, 8, 1)).astype(np.float32)
net = keras.Sequential([layers.Input((8, 8, 1), name="image"), layers.Conv2D(4, 3, activation="relu"), layers.BatchNormalization(), layers.Flatten(), layers.Dense(10)])
net.export(at("convolution"), verbose=False)
keep_saved("convolution", at("convolution"), {"image": images})

words = keras.Input((None,), dtype="int32", name="words")
recurrent = keras.Model(words, layers.Dense(2, activation="softmax")(layers.LSTM(8)(layers.Embedding(50, 8)(words))))
recurrent.export(at("recurrent"), verbose=False)
keep_saved("recurrent", at("recurrent"), {"words": random.integers(0, 50, (3, 7)).astype(np.int32)})


class Lookup(tf.Module):
    def __init__(self):
        super().__init__()
        self.table = tf.Variable(random.normal(size=(3, 2)).astype(np.float32))

    @tf.function(input_signature=[tf.TensorSpec([None], tf.int64, name="ids"), tf.TensorSpec([None, 2], tf.float32, name="shift")])
    def serve(self, ids, shift):
        return {"vector": tf.gather(self.table, ids) + shift, "double": ids * 2}

    @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32, name="shift")])
    def other(self, shift):
        return {"half": shift / 2}


lookup = Lookup()
tf.saved_model.save(lookup, at("lookup"), signatures={"serving_default": lookup.serve, "other": lookup.other})
keep_saved("lookup", at("lookup"), {"ids": np.array([0, 2], dtype=np.int64), "shift": np.array([[1, 2], [3, 4]], dtype=np.float32)}, signatures={"other": {"inputs": {"shift": [[1, 3]]}, "outputs": {"half": [[0.5, 1.5]]}}})


class Words(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="text")])
    def serve(self, text):
        return {"length": tf.strings.length(text), "loud": tf.strings.upper(text)}


words_module = Words()
tf.saved_model.save(words_module, at("words-native"), signatures={"serving_default": words_module.serve})
keep_saved("words-native", at("words-native"), {"text": np.array([b"hello", b"a b"], dtype=object)})


class Reads(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="text")])
    def serve(self, text):
        return {"secret": tf.io.read_file("/etc/passwd") + text}


class Writes(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="text")])
    def serve(self, text):
        tf.io.write_file("/tmp/aimass-escaped", text[0])
        return {"text": text}


def calls_python(text):
    return tf.py_function(lambda one: one, [text], tf.string)


class Calls(tf.Module):
    @tf.function(input_signature=[tf.TensorSpec([None], tf.string, name="text")])
    def serve(self, text):
        return {"text": tf.reshape(calls_python(text), [-1])}


for name, module in {"reads-evil": Reads(), "writes-evil": Writes(), "calls-evil": Calls()}.items():
    tf.saved_model.save(module, at(name), signatures={"serving_default": module.serve})
doubled = keras.Sequential([layers.Input((4,)), layers.Lambda(lambda one: one * 2), layers.Dense(1)])
doubled.save(at("lambda-evil.keras"))
