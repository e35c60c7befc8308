"""Finishes a converted model: only the described outputs under the described names, versions the runtime takes, words for the signature."""

import json

import onnx


def finish(model, file, description, outputs=None, ir_max=10):
    """outputs: names for the first outputs of the graph, in order; further ones are removed. None keeps all as they are."""
    graph = model.graph
    if outputs is not None:
        if len(graph.output) < len(outputs):
            raise ValueError(f"the converter gave {len(graph.output)} outputs, {len(outputs)} are needed")
        del graph.output[len(outputs) :]
        for place, (output, name) in enumerate(zip(list(graph.output), outputs)):
            _rename(graph, output, name, place)
    _strip_initializers_from_inputs(graph)
    model.ir_version = min(model.ir_version, ir_max)
    words = {"aimass.task": description.get("task"), "aimass.columns": _columns(description), "aimass.labels": description.get("labels"), "aimass.sample": description.get("example")}
    for key, value in words.items():
        if value:
            entry = model.metadata_props.add()
            entry.key, entry.value = key, value if isinstance(value, str) else json.dumps(value)
    onnx.save(model, file)


def one_input(model, name, columns):
    """Makes inputs of one column each, in the order of `columns`, one input [rows, columns] that they are taken from."""
    graph = model.graph
    kinds = {one.name: one.type.tensor_type.elem_type for one in graph.input}
    kind = kinds[next(column for column in columns if column in kinds)]
    del graph.input[:]
    graph.input.append(onnx.helper.make_tensor_value_info(name, kind, [None, len(columns)]))
    picks = []
    for place, column in enumerate(columns):
        if column in kinds:
            graph.initializer.append(onnx.helper.make_tensor(f"aimass_column_{place}", onnx.TensorProto.INT64, [1], [place]))
            picks.append(onnx.helper.make_node("Gather", [name, f"aimass_column_{place}"], [column], axis=1, name=f"aimass_pick_{place}"))
    nodes = picks + list(graph.node)
    del graph.node[:]
    graph.node.extend(nodes)


def _columns(description):
    return {one["name"]: one["columns"] for one in description["inputs"] if one.get("columns")}


def _rename(graph, output, name, place):
    old = output.name
    if old == name:
        return
    taken = {out for node in graph.node for out in node.output} | {one.name for one in graph.input}
    if name in taken:
        for node in graph.node:  # an inner value has the name: it gets another
            for names in (node.input, node.output):
                for i, one in enumerate(names):
                    if one == name:
                        names[i] = f"{name}__inner{place}"
    graph.node.append(onnx.helper.make_node("Identity", [old], [name], name=f"aimass_output_{place}"))
    output.name = name


def _strip_initializers_from_inputs(graph):
    known = {one.name for one in graph.initializer}
    kept = [one for one in graph.input if one.name not in known]
    del graph.input[:]
    graph.input.extend(kept)
