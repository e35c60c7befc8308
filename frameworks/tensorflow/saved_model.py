"""Reads a SavedModel's graph without loading it: which signatures it has, and whether all its files are there."""

import os
import re

from operators import assets_of, require_allowed
from tool import Refused

OTHER_GRAPHS = ("saved_model.pbtxt", "saved_model.cpb")


def read_saved_model(folder):
    """(the protobuf, its one graph to serve). Raises Refused for what cannot be read or must not be loaded."""
    from google.protobuf.message import DecodeError
    from tensorflow.core.protobuf import saved_model_pb2

    document = saved_model_pb2.SavedModel()
    others = [name for name in OTHER_GRAPHS if os.path.exists(os.path.join(folder, name))]
    if others:
        raise Refused("MODEL_UNSAFE", "secondGraph", "savedModelAlone", file=others[0])
    try:
        with open(os.path.join(folder, "saved_model.pb"), "rb") as file:
            document.ParseFromString(file.read())
    except DecodeError as error:
        raise Refused("MODEL_FILE_CORRUPT", "noSavedModel", "compareSize") from error
    graphs = [graph for graph in document.meta_graphs if "serve" in graph.meta_info_def.tags]
    if not graphs:
        tags = sorted({tag for graph in document.meta_graphs for tag in graph.meta_info_def.tags})
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "noServeTag", "saveWithTag", tags=", ".join(tags) or "–")
    require_allowed(document)
    for one in document.meta_graphs:
        require_own_assets(one)
    graph = graphs[0]
    require_variables(folder, graph)
    return document, graph


def require_own_assets(graph):
    """Assets lie in the folder assets/, under plain names."""
    for asset in assets_of(graph):
        name = asset.filename
        if name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) or "://" in name or "\0" in name:
            raise Refused("MODEL_UNSAFE", "assetOutside", "saveWithAssets", name=name[:200])


def require_variables(folder, graph):
    needs = any(node.op in ("VarHandleOp", "VariableV2") for node in graph.graph_def.node) or any(one.HasField("variable") for one in graph.object_graph_def.nodes)
    if needs and not os.path.exists(os.path.join(folder, "variables", "variables.index")):
        raise Refused("MODEL_FILE_CORRUPT", "noVariables", "uploadAll")
