"""MXNet to ONNX with mxnet.onnx, which was written for older packages of onnx."""

import os
import sys
import tempfile
import types

import numpy as np

OPSET, IR_MAX = 13, 10


def convert(model, file):
    onnx = _shimmed_onnx()
    mx = model.mx
    folder = tempfile.mkdtemp(dir=os.path.dirname(file))
    symbol_file, parameter_file = os.path.join(folder, "model-symbol.json"), os.path.join(folder, "model-0000.params")
    model.symbol.save(symbol_file)
    used = set(model.symbol.list_inputs())
    arguments = set(model.symbol.list_arguments())
    mx.nd.save(parameter_file, {f"{'arg' if name in arguments else 'aux'}:{name}": value for name, value in model.parameters.items() if name in used})
    from mxnet import onnx as mx_onnx

    shapes = [tuple(model.shapes[name]) for name in model.names]
    extra = {"dynamic": True, "dynamic_input_shapes": [("batch", *shape[1:]) for shape in shapes]} if model.dynamic else {}
    mx_onnx.export_model(symbol_file, parameter_file, shapes, [np.float32] * len(shapes), file, **extra)
    converted = onnx.load(file)
    from onnx_file import finish

    finish(converted, file, model.describe(), outputs=[one["name"] for one in model.outputs], ir_max=IR_MAX)
    return ["opset 13"]


def _shimmed_onnx():
    """mxnet asks for a module that onnx has no more, and its translations end at opset 13."""
    import onnx
    from onnx import helper

    if not hasattr(onnx, "mapping"):
        mapping = types.ModuleType("onnx.mapping")
        kinds = [one for one in onnx.TensorProto.DataType.values() if one not in (0, 8)]
        to_numpy = {}
        for kind in kinds:
            try:
                to_numpy[kind] = np.dtype(helper.tensor_dtype_to_np_dtype(kind))
            except (KeyError, TypeError, ValueError):
                continue
        mapping.TENSOR_TYPE_TO_NP_TYPE = to_numpy
        mapping.NP_TYPE_TO_TENSOR_TYPE = {np.dtype(one): helper.np_dtype_to_tensor_dtype(np.dtype(one)) for one in ("float16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool")}
        onnx.mapping = mapping
        sys.modules["onnx.mapping"] = mapping
    onnx.defs.onnx_opset_version = lambda: OPSET
    return onnx
