"""
Makes models whose files hold nothing forbidden and that are harmful all the same: endless, too large, too loud, or with parts missing.

Usage: python hostile_models.py FOLDER [NAME …] (with the Python of the environment tensorflow, mxnet or sklearn-1.9, whose models it makes)
"""

import importlib.util
import os
import sys

folder, only = sys.argv[1], sys.argv[2:]
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"


def at(name):
    return os.path.join(folder, name)


def tensorflow():
    import tensorflow as tf

    def endless(counter):
        """Counts in a variable, so that no optimizer takes the loop away."""
        tf.while_loop(lambda i: True, lambda i: [counter.assign_add(1) * 0], [tf.constant(0)])
        return counter.read_value()

    class Serving(tf.Module):
        def __init__(self):
            super().__init__()
            self.counter = tf.Variable(0)

        @tf.function(input_signature=[tf.TensorSpec([None, 2], tf.float32, name="x")])
        def serve(self, x):
            return {"y": self.answer(x)}

        def answer(self, x):
            return x + tf.cast(self.counter, tf.float32)

    class LoopsWhenAsked(Serving):
        def answer(self, x):
            return x + tf.cast(endless(self.counter), tf.float32)

    class Resource(tf.saved_model.experimental.TrackableResource):
        def __init__(self, counter):
            super().__init__()
            self.counter = counter

        def _create_resource(self):
            return tf.raw_ops.MutableHashTableV2(key_dtype=tf.int64, value_dtype=tf.int64)

        def _initialize(self):
            endless(self.counter)

    class LoopsWhenLoaded(Serving):
        def __init__(self):
            super().__init__()
            self.resource = Resource(self.counter)

        def answer(self, x):
            return x + 0 * tf.cast(tf.raw_ops.LookupTableSizeV2(table_handle=self.resource.resource_handle), tf.float32)

    class TooLarge(Serving):
        def answer(self, x):
            return x + tf.reduce_sum(tf.zeros([tf.shape(x)[0], 1 << 20, 1 << 16]))

    class Loud(Serving):
        """160 MiB each time it is asked, which a check does eight times."""

        def answer(self, x):
            words = tf.strings.reduce_join(tf.fill([1 << 16], "sixteen letters "))

            def say(i):
                tf.print(words)
                return [i + 1]

            tf.while_loop(lambda i: i < 160, say, [tf.constant(0)])
            return x

    made = {"loops-when-asked": LoopsWhenAsked, "loops-when-loaded": LoopsWhenLoaded, "too-large": TooLarge, "loud": Loud, "no-variables": Serving}
    for name, kind in made.items():
        if only and name not in only:
            continue
        module = kind()
        tf.saved_model.save(module, at(name), signatures={"serving_default": module.serve})
    if not only or "no-variables" in only:
        for file in os.listdir(at("no-variables/variables")):
            os.unlink(at(f"no-variables/variables/{file}"))
        os.rmdir(at("no-variables/variables"))


def mxnet():
    import numpy as np

    for name in ("bool", "int", "float", "object", "str", "complex"):
        if name not in np.__dict__:
            setattr(np, name, getattr(__import__("builtins"), name))
    import mxnet as mx

    os.mkdir(at("pair"))
    mx.sym.FullyConnected(mx.sym.var("data"), num_hidden=2, name="fc").save(at("pair/net-symbol.json"))
    mx.nd.save(at("pair/net-0000.params"), {"arg:fc_weight": mx.nd.ones((2, 4)), "arg:fc_bias": mx.nd.ones(2)})


def sklearn():
    import joblib
    from sklearn.feature_extraction.text import CountVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    # Its pattern takes ages for a long row of the letter q, and no time for other texts.
    vectorizer = CountVectorizer(token_pattern=r"(?:q+)+!|[a-p]+")
    joblib.dump(make_pipeline(vectorizer, LogisticRegression()).fit(["good fine", "bad"], [0, 1]), at("hangs.joblib"))
    joblib.dump(make_pipeline(CountVectorizer(), LogisticRegression()).fit(["good fine", "bad"], [0, 1]).set_params(countvectorizer__input="filename"), at("reads.joblib"))


next(make for name, make in {"tensorflow": tensorflow, "mxnet": mxnet, "sklearn": sklearn}.items() if importlib.util.find_spec(name))()
