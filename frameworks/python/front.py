"""Inputs as callers send them, in front of a converted graph: each is cast to what the converter made of it, and columns are put together to its table."""

import onnx

ELEMENTS = {"FP32": onnx.TensorProto.FLOAT, "FP64": onnx.TensorProto.DOUBLE, "INT64": onnx.TensorProto.INT64, "BOOL": onnx.TensorProto.BOOL, "BYTES": onnx.TensorProto.STRING}


def put_before(model, base, inputs):
    """base: the graph's own inputs; inputs: those that callers send, with `positions` among the columns and `wished`, a datatype or None for the converter's."""
    graph = model.graph
    known = {one.name: one for one in graph.input}
    infos, nodes = [], []
    for table in base:
        kind = known[table["name"]].type.tensor_type.elem_type
        parts = [one for one in inputs if set(one["positions"]) <= set(table["positions"])]
        if len(parts) == 1 and parts[0]["name"] == table["name"] and _element(parts[0], kind) == kind:
            infos.append(known[table["name"]])
            continue
        target = table["name"]
        for part in parts:
            _free(graph, part["name"])
            infos.append(onnx.helper.make_tensor_value_info(part["name"], _element(part, kind), [None, len(part["positions"])]))
            if part["name"] == table["name"]:
                target = f"{target}__inner"  # what the graph calls it now
            inner = target if len(parts) == 1 else f"{part['name']}__cast"
            nodes.append(onnx.helper.make_node("Cast", [part["name"]], [inner], to=kind, name=f"aimass_cast_{len(nodes)}"))
        if len(parts) > 1:
            nodes.append(onnx.helper.make_node("Concat", [f"{part['name']}__cast" for part in parts], [target], axis=1, name=f"aimass_table_{len(nodes)}"))
    del graph.input[:]
    graph.input.extend(infos)
    own = list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes + own)


def _element(part, kind):
    return kind if part["wished"] is None else ELEMENTS[part["wished"]]


def _free(graph, name):
    """What has this name within the graph, its inner graphs included, gets another."""
    for one in [*graph.input, *graph.initializer, *graph.value_info]:
        if one.name == name:
            one.name = f"{name}__inner"
    for node in graph.node:
        for names in (node.input, node.output):
            for place, one in enumerate(names):
                if one == name:
                    names[place] = f"{name}__inner"
        for attribute in node.attribute:
            if attribute.HasField("g"):
                _free(attribute.g, name)
