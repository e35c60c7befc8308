"""SavedModel to ONNX with tf2onnx, with the operators it lacks."""

import os

import numpy as np

OPSET, IR_MAX = 18, 10


def convert(model, file):
    """Inputs and outputs keep the names of the signature. Operators that stay unknown end up in the file and fail when it is loaded, which the parity shows."""
    from tf2onnx import convert as tf2onnx_convert
    from tf2onnx import tf_loader

    _register()
    graph, inputs, outputs, *rest = tf_loader.from_saved_model(model.folder, None, None, tag="serve", signatures=[model.name], return_tensors_to_rename=True)
    made, _ = tf2onnx_convert._convert_common(
        graph, name="model", input_names=inputs, output_names=outputs, opset=OPSET, tensors_to_rename=rest[-1], output_path=file
    )
    import onnx
    from onnx_file import finish

    converted = onnx.load(file)
    _order(converted.graph, [one["name"] for one in model.outputs])
    unknown = sorted({node.op_type for node in converted.graph.node if node.domain not in ("", "ai.onnx.ml") or not onnx.defs.has(node.op_type, node.domain)})
    if unknown:
        os.unlink(file)
        raise ValueError(f"ONNX has no operator for {', '.join(unknown[:6])}")
    finish(converted, file, {"inputs": model.inputs}, ir_max=IR_MAX)
    return []


def _order(graph, names):
    outputs = {one.name: one for one in graph.output}
    if set(outputs) != set(names):
        raise ValueError(f"the converter gave the outputs {sorted(outputs)}, not {sorted(names)}")
    ordered = [outputs[name] for name in names]
    copies = [type(one)() for one in ordered]
    for copy, one in zip(copies, ordered):
        copy.CopyFrom(one)
    del graph.output[:]
    graph.output.extend(copies)


def _register():
    """Erfc stands in every exact GELU; tf2onnx has no handler of it."""
    from tf2onnx.handler import tf_op

    @tf_op("Erfc")
    class Erfc:
        @classmethod
        def version_9(cls, ctx, node, **kwargs):
            name, output, dtype, shape = node.name, node.output[0], ctx.get_dtype(node.output[0]), ctx.get_shape(node.output[0])
            source = node.input[0]
            ctx.remove_node(name)
            erf = ctx.make_node("Erf", [source], dtypes=[dtype], shapes=[shape])
            from tf2onnx import utils

            one = ctx.make_const(utils.make_name("one"), np.array(1, dtype=utils.map_onnx_to_numpy_type(dtype)))
            ctx.make_node("Sub", [one.output[0], erf.output[0]], name=name, outputs=[output], dtypes=[dtype], shapes=[shape])
