"""Writes the small ONNX models the worker's tests run. Needs onnx and numpy: python make-models.py"""

from pathlib import Path

import numpy as np
from onnx import TensorProto as T
from onnx import checker, helper, numpy_helper

HERE = Path(__file__).parent


def save(name, nodes, inputs, outputs, initializers=()):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9, producer_name="ai-mass-tests")
    checker.check_model(model)
    (HERE / f"{name}.onnx").write_bytes(model.SerializeToString())


def value(name, kind, shape):
    return helper.make_tensor_value_info(name, kind, shape)


def constant(name, array):
    return numpy_helper.from_array(array, name)


rng = np.random.default_rng(7)

# x [n, 4] -> label [n], scores [n, 3]: the everyday shape of a classifier.
save(
    "classifier",
    [
        helper.make_node("Gemm", ["x", "w", "b"], ["logits"]),
        helper.make_node("Softmax", ["logits"], ["scores"], axis=1),
        helper.make_node("ArgMax", ["scores"], ["label"], axis=1, keepdims=0),
    ],
    [value("x", T.FLOAT, ["n", 4])],
    [value("label", T.INT64, ["n"]), value("scores", T.FLOAT, ["n", 3])],
    [constant("w", rng.normal(size=(4, 3)).astype(np.float32)), constant("b", rng.normal(size=3).astype(np.float32))],
)

# One input and one output a datatype, passed through.
KINDS = {
    "BOOL": T.BOOL,
    "UINT8": T.UINT8,
    "UINT16": T.UINT16,
    "UINT32": T.UINT32,
    "UINT64": T.UINT64,
    "INT8": T.INT8,
    "INT16": T.INT16,
    "INT32": T.INT32,
    "INT64": T.INT64,
    "FP16": T.FLOAT16,
    "FP32": T.FLOAT,
    "FP64": T.DOUBLE,
    "BYTES": T.STRING,
}
save(
    "datatypes",
    [helper.make_node("Identity", [f"in_{kind}"], [f"out_{kind}"]) for kind in KINDS],
    [value(f"in_{kind}", code, ["n", 2]) for kind, code in KINDS.items()],
    [value(f"out_{kind}", code, ["n", 2]) for kind, code in KINDS.items()],
)

# Rows of any width: requests of different widths cannot share a batch.
save(
    "widths",
    [helper.make_node("ReduceSum", ["x", "axis"], ["sum"], keepdims=0)],
    [value("x", T.FLOAT, ["n", "w"])],
    [value("sum", T.FLOAT, ["n"])],
    [constant("axis", np.array([1], dtype=np.int64))],
)

# An index outside the table makes the whole run fail: a poisoned row.
save(
    "lookup",
    [helper.make_node("Gather", ["table", "index"], ["found"])],
    [value("index", T.INT64, ["n"])],
    [value("found", T.FLOAT, ["n"])],
    [constant("table", np.array([10, 20, 30, 40], dtype=np.float32))],
)

# Takes exactly one row.
save(
    "one-row",
    [helper.make_node("Mul", ["x", "two"], ["y"])],
    [value("x", T.FLOAT, [1, 2])],
    [value("y", T.FLOAT, [1, 2])],
    [constant("two", np.array([2], dtype=np.float32))],
)

# Says that it takes any number of rows, and takes one: its shape was baked in at export.
save(
    "baked-in",
    [helper.make_node("Reshape", ["x", "shape"], ["y"])],
    [value("x", T.FLOAT, ["n", 2])],
    [value("y", T.FLOAT, ["n", 2])],
    [constant("shape", np.array([1, 2], dtype=np.int64))],
)

# Its output has no row for each row: requests must run alone.
save(
    "total",
    [helper.make_node("ReduceSum", ["x", "axis"], ["total"], keepdims=0)],
    [value("x", T.FLOAT, ["n", 2])],
    [value("total", T.FLOAT, [2])],
    [constant("axis", np.array([0], dtype=np.int64))],
)

# Works as many rounds as the largest row says, so that a test decides how long a run takes.
body = helper.make_graph(
    [
        helper.make_node("MatMul", ["state", "mix"], ["next"]),
        helper.make_node("Identity", ["go"], ["go_on"]),
    ],
    "round",
    [value("i", T.INT64, []), value("go", T.BOOL, []), value("state", T.FLOAT, [64, 64])],
    [value("go_on", T.BOOL, []), value("next", T.FLOAT, [64, 64])],
)
save(
    "rounds",
    [
        helper.make_node("ReduceMax", ["rounds"], ["most"], keepdims=0),
        helper.make_node("Loop", ["most", "yes", "start"], ["end"], body=body),
        helper.make_node("ReduceMin", ["end"], ["least"], keepdims=0),
        helper.make_node("Cast", ["rounds"], ["as_float"], to=T.FLOAT),
        helper.make_node("Mul", ["least", "zero"], ["nothing"]),
        helper.make_node("Add", ["as_float", "nothing"], ["done"]),
    ],
    [value("rounds", T.INT64, ["n"])],
    [value("done", T.FLOAT, ["n"])],
    [
        constant("mix", np.eye(64, dtype=np.float32)),
        constant("start", np.ones((64, 64), dtype=np.float32)),
        constant("yes", np.array(True)),
        constant("zero", np.array(0, dtype=np.float32)),
    ],
)

# Answers a sequence, which has no place in a signature.
save(
    "sequence",
    [helper.make_node("SequenceConstruct", ["x", "x"], ["list"])],
    [value("x", T.FLOAT, ["n", 2])],
    [helper.make_tensor_sequence_value_info("list", T.FLOAT, ["n", 2])],
)

# Answers by chance: the same row gives another figure each time.
save(
    "chance",
    [
        helper.make_node("RandomUniformLike", ["x"], ["noise"], low=0.0, high=1.0),
        helper.make_node("Add", ["x", "noise"], ["y"]),
    ],
    [value("x", T.FLOAT, ["n", 1])],
    [value("y", T.FLOAT, ["n", 1])],
)
