"""Writes the small models of the tests into `models/`. Run with the packages of samples/requirements.txt."""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper
from skl2onnx import to_onnx
from sklearn.datasets import load_iris
from sklearn.ensemble import RandomForestClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

FOLDER = Path(__file__).parent / "models"
OPSETS = {"": 18, "ai.onnx.ml": 3}


def save(name, model, **more):
    model.ir_version = 10
    (FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, FOLDER / name, **more)


def graph(name, nodes, inputs, outputs, initializers=(), opsets=(("", 18),), metadata=None):
    body = h.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = h.make_model(body, opset_imports=[h.make_opsetid(domain, version) for domain, version in opsets])
    for key, value in (metadata or {}).items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    return model


def tensor(name, kind, shape):
    return h.make_tensor_value_info(name, kind, shape)


def constant(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


# scikit-learn as people convert it: ZipMap on, class names as text
iris = load_iris()
names = iris.target_names[iris.target]
forest = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=7).fit(iris.data, names)
save("zipmap-strings.onnx", to_onnx(forest, iris.data[:1].astype(np.float32), target_opset=OPSETS))
numbers = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=7).fit(iris.data, iris.target + 1)
save("zipmap-numbers.onnx", to_onnx(numbers, iris.data[:1].astype(np.float32), target_opset=OPSETS))
perceptron = make_pipeline(StandardScaler(), MLPClassifier((4,), max_iter=3000, random_state=7)).fit(iris.data, names)
save("strings-tensor.onnx", to_onnx(perceptron, iris.data[:1].astype(np.float32), target_opset=OPSETS, options={"zipmap": False}))

# An image model: free height and width, at least 7 by 7
weights = constant("w", np.full((4, 3, 7, 7), 0.01, np.float32))
save("convolution.onnx", graph(
    "convolution",
    [h.make_node("Conv", ["image", "w"], ["c"]), h.make_node("GlobalAveragePool", ["c"], ["p"]), h.make_node("Flatten", ["p"], ["f"]), h.make_node("Softmax", ["f"], ["probabilities"])],
    [tensor("image", T.FLOAT, ["batch", 3, "height", "width"])],
    [tensor("probabilities", T.FLOAT, ["batch", 4])],
    [weights],
    metadata={"names": "{0: 'cat', 1: 'dog', 2: 'cow', 3: 'hen'}"},
))
# Word numbers to a vector
save("embedding.onnx", graph(
    "embedding",
    [h.make_node("Gather", ["table", "ids"], ["rows"]), h.make_node("ReduceMean", ["rows", "axis"], ["embedding"], keepdims=0)],
    [tensor("ids", T.INT64, ["batch", "length"])],
    [tensor("embedding", T.FLOAT, ["batch", 8])],
    [constant("table", np.linspace(-1, 1, 80, dtype=np.float32).reshape(10, 8)), constant("axis", np.array([1]))],
))
# One row at a time, and an output without a shape
save("fixed-batch.onnx", graph(
    "fixed", [h.make_node("Identity", ["x"], ["y"])], [tensor("x", T.FLOAT, [1, 4])], [h.make_tensor_value_info("y", T.FLOAT, None)],
))
# Rows that depend on one another: the mean of the whole batch is taken off
save("mixed-rows.onnx", graph(
    "mixed",
    [h.make_node("ReduceMean", ["x", "axis"], ["m"], keepdims=1), h.make_node("CumSum", ["x", "zero"], ["s"]), h.make_node("Add", ["s", "m"], ["y"])],
    [tensor("x", T.FLOAT, ["rows", 1])], [tensor("y", T.FLOAT, ["rows", 1])],
    [constant("axis", np.array([0])), constant("zero", np.array(0))],
))
# Several inputs of several kinds
save("many-inputs.onnx", graph(
    "many",
    [
        h.make_node("Cast", ["age"], ["a"], to=T.FLOAT), h.make_node("Cast", ["member"], ["m"], to=T.FLOAT), h.make_node("Cast", ["half"], ["f"], to=T.FLOAT),
        h.make_node("Sum", ["a", "m", "f", "income"], ["risk"]), h.make_node("Identity", ["city"], ["same_city"]),
    ],
    [tensor("age", T.INT64, ["n", 1]), tensor("member", T.BOOL, ["n", 1]), tensor("half", T.FLOAT16, ["n", 1]), tensor("income", T.FLOAT, ["n", 1]), tensor("city", T.STRING, ["n", 1])],
    [tensor("risk", T.FLOAT, ["n", 1]), tensor("same_city", T.STRING, ["n", 1])],
))
# Weights in a file beside the model
outside = graph(
    "outside", [h.make_node("MatMul", ["x", "w"], ["y"])], [tensor("x", T.FLOAT, ["n", 16])], [tensor("y", T.FLOAT, ["n", 1])],
    [constant("w", np.ones((16, 1), np.float32))],
)
(FOLDER / "external" / "weights.bin").unlink(missing_ok=True)  # onnx would append to it
save("external/model.onnx", outside, save_as_external_data=True, location="weights.bin", size_threshold=0)
# What must not be served
custom = graph("custom", [h.make_node("Magic", ["x"], ["y"], domain="com.example")], [tensor("x", T.FLOAT, ["n", 1])], [tensor("y", T.FLOAT, ["n", 1])], opsets=(("", 18), ("com.example", 1)))
save("custom-operator.onnx", custom)
save("new-opset.onnx", graph("new", [h.make_node("Identity", ["x"], ["y"])], [tensor("x", T.FLOAT, ["n", 1])], [tensor("y", T.FLOAT, ["n", 1])], opsets=(("", 27),)))
save("broken-graph.onnx", graph("broken", [h.make_node("MatMul", ["x", "missing"], ["y"])], [tensor("x", T.FLOAT, ["n", 1])], [tensor("y", T.FLOAT, ["n", 1])]))
save("sequence.onnx", graph(
    "sequence", [h.make_node("SequenceConstruct", ["x"], ["s"])], [tensor("x", T.FLOAT, ["n", 1])], [h.make_tensor_sequence_value_info("s", T.FLOAT, None)],
))
# 24 GiB at the first prediction
save("memory-bomb.onnx", graph(
    "memory",
    [h.make_node("ConstantOfShape", ["shape"], ["big"], value=h.make_tensor("v", T.FLOAT, [1], [1.0])), h.make_node("Add", ["big", "x0"], ["sum"]), h.make_node("ReduceSum", ["sum"], ["s"], keepdims=0), h.make_node("Add", ["x", "s"], ["y"])],
    [tensor("x", T.FLOAT, ["n", 1]), tensor("x0", T.FLOAT, ["n", 1])],
    [tensor("y", T.FLOAT, ["n", 1])],
    [constant("shape", np.array([6_000_000_000, 1]))],
))
# Never ends
body = h.make_graph(
    [h.make_node("Identity", ["go"], ["go_on"]), h.make_node("Add", ["before", "before"], ["after"])], "body",
    [tensor("i", T.INT64, []), tensor("go", T.BOOL, []), tensor("before", T.FLOAT, ["n", 1])],
    [tensor("go_on", T.BOOL, []), tensor("after", T.FLOAT, ["n", 1])],
)
save("endless.onnx", graph(
    "endless", [h.make_node("Loop", ["trips", "yes", "x"], ["y"], body=body)], [tensor("x", T.FLOAT, ["n", 1])], [tensor("y", T.FLOAT, ["n", 1])],
    [constant("trips", np.array(2**62)), constant("yes", np.array(True))],
))
