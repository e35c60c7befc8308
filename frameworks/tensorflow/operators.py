"""Which operators a SavedModel may hold. Every graph and every function of it is looked at, whether it is served or not."""

import os
import re

from operator_list import read_operators
from tool import Refused

ALLOWED = read_operators(os.path.join(os.path.dirname(os.path.abspath(__file__)), "operators.txt"))
# What the saver of the model does with its own variables. Nothing that is served or run at loading may reach it.
SAVER = frozenset("MergeV2Checkpoints Restore RestoreSlice RestoreV2 Save SaveSlices SaveV2 ShardedFilename ShardedFilespec".split())
TEXT_TABLES = frozenset(["InitializeTableFromTextFile", "InitializeTableFromTextFileV2"])
DEPTH_MAX = 20
PRINTS_TO = re.compile(rb"stderr|stdout|log\((info|warning|error)\)")
# Only words for people: what is not in operators.txt is refused in any case.
EFFECTS = (
    ("runs Python", r"(Eager)?PyFunc.*|GeneratorDataset"),
    ("writes files", r"WriteFile|Save.*Dataset.*|.*Summary.*|DatasetToTFRecord|ExperimentalDatasetToTFRecord|Snapshot.*|DumpTensor|Debug.*|CalibrationStatisticsSaver|DistributedSave|ImportEvent"),
    (
        "reads files",
        r"ReadFile|MatchingFiles.*|.*Reader(V2)?|Reader.*|(TextLine|TFRecord|FixedLengthRecord|LMDB|CSV|Sql|Load|List|Experimental\w*)Dataset(V2)?|ImmutableConst|Skipgram|"
        r"FixedUnigramCandidateSampler|RecordInput|LoadAndRemapMatrix|GenerateVocabRemapping|DecodeProtoV2|EncodeProto|ListSnapshotChunksDataset",
    ),
    ("opens connections", r"Rpc.*|DataService.*|RemoteCall|_?(Host)?(Send|Recv)|Collective.*|.*Distributed.*|.*TPU.*|BigQuery.*"),
    ("ends the process", r"Abort"),
)


def effect_of(op):
    return next((effect for effect, pattern in EFFECTS if re.fullmatch(pattern, op)), None)


def require_allowed(document):
    """Raises Refused for operators that reach outside the model, and for those that are not on the list."""
    dangerous, unknown = [], []
    for graph in document.meta_graphs:
        reached = _reached(graph)
        for where, nodes in _node_lists(graph.graph_def):
            for node in nodes:
                place = f"{node.op} ({{}}) in {where or 'the graph'}, node {node.name}"[:300]
                if node.op not in ALLOWED:
                    effect = effect_of(node.op)
                    (dangerous if effect else unknown).append(place.format(effect or "not on the list"))
                elif node.op in SAVER and (where, node.name) in reached:
                    dangerous.append(place.format("reads and writes files outside the saver"))
                elif node.op == "PrintV2" and not PRINTS_TO.fullmatch(node.attr["output_stream"].s or b"stderr"):
                    dangerous.append(place.format("writes files"))
        dangerous += _foreign_tables(graph)
    if dangerous:
        raise Refused("MODEL_UNSAFE", "operatorsOutside", "removeOutside", names=_shown(dangerous))
    if unknown:
        raise Refused("MODEL_UNSAFE", "operatorsUnlisted", "ownOperators", names=_shown(unknown))


def _shown(found):
    found = sorted(set(found))
    return "; ".join(found[:5]) + (f"; and {len(found) - 5} more" if len(found) > 5 else "")


def _node_lists(graph_def):
    yield "", graph_def.node
    for function in graph_def.library.function:
        yield function.signature.name, function.node_def


def _reached(graph):
    """(function, node) of all that runs when the model is loaded or asked: everything but its saver."""
    functions = {function.signature.name: function.node_def for function in graph.graph_def.library.function}
    nodes = {node.name: node for node in graph.graph_def.node}
    starts = [info.name for signature in graph.signature_def.values() for info in [*signature.outputs.values(), *signature.inputs.values()]]
    for name, collection in graph.collection_def.items():
        if name in ("saved_model_main_op", "legacy_init_op", "table_initializer", "init_op", "local_init_op"):
            starts += collection.node_list.value
    wanted, seen, reached = [start.lstrip("^").split(":")[0] for start in starts], set(), set()
    called = set(graph.object_graph_def.concrete_functions)
    while wanted:
        name = wanted.pop()
        if name in seen or name not in nodes:
            continue
        seen.add(name)
        reached.add(("", name))
        wanted += [one.lstrip("^").split(":")[0] for one in nodes[name].input]
        called |= _called(nodes[name])
    left = list(called)
    while left:
        name = left.pop()
        if name not in functions:
            continue
        for node in functions.pop(name):
            reached.add((name, node.name))
            left += _called(node)
    return reached


def _called(node):
    names = set()
    for value in node.attr.values():
        names |= {one.name for one in [value.func, *value.list.func] if one.name}
    return names | {node.op}


def assets_of(graph):
    """Those that TensorFlow 1 named are in a collection."""
    from tensorflow.core.protobuf import meta_graph_pb2

    if graph.asset_file_def or "saved_model_assets" not in graph.collection_def:
        return list(graph.asset_file_def)
    return [meta_graph_pb2.AssetFileDef.FromString(one.value) for one in graph.collection_def["saved_model_assets"].any_list.value]


def _foreign_tables(graph):
    """Tables filled from a file that is none of the model's assets."""
    sources = _Sources(graph)
    found = []
    for where, nodes in _node_lists(graph.graph_def):
        for node in nodes:
            if node.op in TEXT_TABLES and not (len(node.input) > 1 and sources.is_asset(where, node.input[1])):
                found.append(f"{node.op} (reads a file that is no asset of the model) in {where or 'the graph'}, node {node.name}"[:300])
    return found


class _Sources:
    """Where values come from: a function's argument is bound by the object graph, or given by whoever calls it."""

    def __init__(self, graph):
        self.assets = {info.tensor_info.name.split(":")[0] for info in assets_of(graph)}
        self.arguments = {one.signature.name: [arg.name for arg in one.signature.input_arg] for one in graph.graph_def.library.function}
        self.bound = {name: list(one.bound_inputs) for name, one in graph.object_graph_def.concrete_functions.items()}
        self.kinds = [one.WhichOneof("kind") for one in graph.object_graph_def.nodes]
        self.calls = {}
        for where, nodes in _node_lists(graph.graph_def):
            for node in nodes:
                for name in _called(node):
                    if name in self.arguments:
                        self.calls.setdefault(name, []).append((where, list(node.input)))

    def is_asset(self, where, value, depth=0):
        name = value.split(":")[0]
        if where == "":
            return name in self.assets
        arguments = self.arguments[where]
        if name not in arguments or ":" in value or depth > DEPTH_MAX:
            return False
        place = arguments.index(name)
        if where in self.bound:
            free = len(arguments) - len(self.bound[where])
            source = self.bound[where][place - free] if place >= free >= 0 else -1
            return 0 <= source < len(self.kinds) and self.kinds[source] == "asset"
        calls = self.calls.get(where, [])
        return bool(calls) and all(place < len(given) and self.is_asset(caller, given[place], depth + 1) for caller, given in calls)
