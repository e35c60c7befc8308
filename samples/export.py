"""Writes a trained scikit-learn estimator as the ONNX file of a sample, with the words the console shows.

Every converter can be wrong without an error, so the file is run in ONNX Runtime on the held-out rows and must agree with scikit-learn
before it is kept.
"""

import json
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from skl2onnx import convert_sklearn
from skl2onnx.common.data_types import FloatTensorType

# What onnxruntime-node reads safely: opset 18, ai.onnx.ml 3, IR 10.
OPSETS = {"": 18, "ai.onnx.ml": 3}
IR_VERSION = 10


def export(name, estimator, *, task, columns, description, held_out, example, labels=None, rename=None):
    """Converts `estimator` to `samples/<name>/<name>.onnx` and checks it on `held_out`, rows of float64.

    The one input is `x`, FP32, shape [rows, columns]. `example` is the row that the check and the playground begin with;
    `rename` maps the converter's output names to clearer ones.
    """
    options = {id(estimator): {"zipmap": False}} if task == "classify" else None
    width = len(columns)
    model = convert_sklearn(estimator, name, [("x", FloatTensorType([None, width]))], target_opset=OPSETS, options=options)
    for old, new in (rename or {}).items():
        rename_output(model, old, new)
    model.ir_version = IR_VERSION
    model.producer_version = ""
    set_metadata(model, {
        "aimass.task": task,
        "aimass.columns": json.dumps({"x": list(columns)}),
        "aimass.description": description,
        "aimass.sample": json.dumps({"rows": [[float(value) for value in example]]}),
        **({"aimass.labels": json.dumps([str(label) for label in labels])} if labels is not None else {}),
    })
    onnx.checker.check_model(model, full_check=True)
    path = Path(__file__).parent / name / f"{name}.onnx"
    path.write_bytes(model.SerializeToString(deterministic=True))
    answers = run(path, held_out)
    require_parity(estimator, answers, held_out, task)
    print(f"{path.name}: {path.stat().st_size} bytes")
    return answers


def rename_output(model, old, new):
    for output in model.graph.output:
        if output.name == old:
            output.name = new
    for node in model.graph.node:
        node.output[:] = [new if one == old else one for one in node.output]
        node.input[:] = [new if one == old else one for one in node.input]


def set_metadata(model, properties):
    del model.metadata_props[:]
    for key, value in sorted(properties.items()):
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value


def run(path, rows):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    return dict(zip(names, session.run(None, {"x": np.asarray(rows, dtype=np.float32)})))


def require_parity(estimator, answers, rows, task):
    expected = np.asarray(estimator.predict(rows))
    first = next(iter(answers.values())).reshape(-1)
    if task == "regress":
        # float32 against float64: figures of about 150 differ in the fifth digit
        np.testing.assert_allclose(first, expected, rtol=1e-4)
        return
    np.testing.assert_array_equal(first, expected)
    scores = list(answers.values())[1]
    native = estimator.predict_proba(rows) if task == "classify" else estimator.transform(rows)
    np.testing.assert_allclose(scores, native, atol=1e-4)
