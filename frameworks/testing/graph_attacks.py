"""
Writes SavedModels, Keras files and MXNet symbols that would read or write files, run code or end the process, and asks the readers of
frameworks/{tensorflow,mxnet} about each, without loading any. Prints {name: "code: words"} as JSON; "passed" is an escape. Names with -good must pass.

Usage: python graph_attacks.py FOLDER (with the Python of the environment tensorflow)
"""

import copy
import json
import os
import sys
import types
import zipfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(root, one) for one in ("python", "tensorflow", "mxnet")]
# TensorFlow's messages without TensorFlow, which takes ten seconds to import.
tensorflow = types.ModuleType("tensorflow")
tensorflow.__path__ = [os.path.join(one, "tensorflow") for one in sys.path if os.path.isdir(os.path.join(one, "tensorflow", "core"))]
sys.modules["tensorflow"] = tensorflow
import h5py
import numpy as np
from keras_file import require_plain
from saved_model import read_saved_model
from symbol_file import read_symbol
from tensorflow.core.protobuf import saved_model_pb2
from tool import Refused

folder = sys.argv[1]
said = {}


def ask(name, look):
    try:
        look()
        said[name] = "passed"
    except Refused as error:
        said[name] = f"{error.code}: {error}"


# SavedModels: one plain graph with a function and a saver, and what is done to it.
def plain():
    document = saved_model_pb2.SavedModel()
    graph = document.meta_graphs.add()
    graph.meta_info_def.tags.append("serve")
    node(graph.graph_def.node, "x", "Placeholder")
    node(graph.graph_def.node, "call", "StatefulPartitionedCall", ["x"]).attr["f"].func.name = "serve"
    node(graph.graph_def.node, "save", "StatefulPartitionedCall", ["x"]).attr["f"].func.name = "__inference__traced_save_1"
    function(graph, "serve", ["x"])
    function(graph, "__inference__traced_save_1", ["x"])
    node(graph.graph_def.library.function[1].node_def, "write", "SaveV2")
    graph.object_graph_def.concrete_functions["serve"].bound_inputs.extend([])
    signature = graph.signature_def["serving_default"]
    signature.inputs["x"].name, signature.outputs["y"].name = "x:0", "call:0"
    return document, graph


def node(nodes, name, op, inputs=()):
    made = nodes.add()
    made.name, made.op = name, op
    made.input.extend(inputs)
    return made


def function(graph, name, arguments):
    made = graph.graph_def.library.function.add()
    made.signature.name = name
    for one in arguments:
        made.signature.input_arg.add().name = one
    node(made.node_def, "out", "Identity", arguments[:1])
    return made


def saved(name, change, beside=()):
    document, graph = plain()
    change(document, graph)
    place = os.path.join(folder, name)
    os.mkdir(place)
    for other, text in [("saved_model.pb", document.SerializeToString()), *beside]:
        with open(os.path.join(place, other), "wb") as file:
            file.write(text)
    ask(name, lambda: read_saved_model(place))


OPERATORS = """ReadFile WriteFile MatchingFiles PyFunc PyFuncStateless EagerPyFunc WholeFileReaderV2 TextLineReaderV2 TFRecordReaderV2 LMDBReader
TextLineDataset TFRecordDatasetV2 CSVDatasetV2 SqlDataset LoadDataset SaveDatasetV2 SnapshotDatasetV2 GeneratorDataset DatasetToTFRecord IteratorV2
ImmutableConst Skipgram FixedUnigramCandidateSampler RecordInput LoadAndRemapMatrix GenerateVocabRemapping DecodeProtoV2 DumpTensor DebugIdentityV3
CreateSummaryFileWriter WriteSummary ImportEvent RpcClient RpcServerStart DataServiceDatasetV4 RemoteCall CollectiveReduceV3 ConfigureDistributedTPU
XlaCallModule XlaCustomCallV2 Abort SleepOp QueueDequeueV2 MapUnstage BatchFunction SymbolicGradient FileSystemSetConfiguration Copy _Send _HostRecv
CalibrationStatisticsSaver SomebodysCustomOp Namespace>Op""".split()
saved("plain-good", lambda document, graph: None)
for op in OPERATORS:
    saved(f"graph-{op.replace('>', '-')}", lambda document, graph: node(graph.graph_def.node, "evil", op))
    saved(f"function-{op.replace('>', '-')}", lambda document, graph: node(graph.graph_def.library.function[0].node_def, "evil", op))


def in_unused_function(document, graph):
    node(function(graph, "nobody_calls_it", ["x"]).node_def, "evil", "ReadFile")


def in_second_graph(document, graph):
    other = copy.deepcopy(graph)
    del other.meta_info_def.tags[:]
    other.meta_info_def.tags.append("train")
    node(other.graph_def.node, "evil", "WriteFile")
    document.meta_graphs.append(other)


def as_saver(document, graph):
    node(function(graph, "my_traced_save", ["x"]).node_def, "evil", "SaveV2")
    node(graph.graph_def.library.function[0].node_def, "calls", "PartitionedCall", ["x"]).attr["f"].func.name = "my_traced_save"


def restores(document, graph):
    node(graph.graph_def.library.function[0].node_def, "evil", "RestoreV2")


def calls_saver(document, graph):
    node(graph.graph_def.library.function[0].node_def, "calls", "If", ["x"]).attr["then_branch"].func.name = "__inference__traced_save_1"


def initializer_saves(document, graph):
    graph.object_graph_def.concrete_functions["__inference__traced_save_1"].bound_inputs.extend([])


def outputs_saver(document, graph):
    graph.signature_def["serving_default"].outputs["z"].name = "save:0"


def prints(target):
    def change(document, graph):
        node(graph.graph_def.library.function[0].node_def, "print", "PrintV2").attr["output_stream"].s = target

    return change


def table(kind):
    """A table from a file: the file's name is bound to an asset, or to a constant of the attacker."""

    def change(document, graph):
        made = function(graph, "initialize", ["table", "file"])
        node(made.node_def, "fill", "InitializeTableFromTextFileV2", ["table", "file"])
        objects = graph.object_graph_def
        for one in range(3):
            objects.nodes.add()
        objects.nodes[1].resource.device = ""
        objects.nodes[1].resource.SetInParent()
        getattr(objects.nodes[2], kind).SetInParent()
        objects.concrete_functions["initialize"].bound_inputs.extend([1, 2])

    return change


def table_of_caller(kind):
    """The same, where the initializer passes the file's name on."""

    def change(document, graph):
        table(kind)(document, graph)
        outer = graph.graph_def.library.function[-1]
        del outer.node_def[:]
        node(outer.node_def, "passes", "StatefulPartitionedCall", ["table", "file"]).attr["f"].func.name = "inner"
        node(function(graph, "inner", ["t", "f"]).node_def, "fill", "InitializeTableFromTextFileV2", ["t", "f"])

    return change


def table_of_constant(document, graph):
    made = function(graph, "initialize", ["table"])
    node(made.node_def, "name", "Const")
    node(made.node_def, "fill", "InitializeTableFromTextFileV2", ["table", "name:output:0"])


def asset(filename):
    def change(document, graph):
        one = graph.asset_file_def.add()
        one.filename, one.tensor_info.name = filename, "asset:0"

    return change


def asset_of_old(document, graph):
    one = saved_model_pb2.SavedModel().meta_graphs.add().asset_file_def.add()
    one.filename, one.tensor_info.name = "../../etc/passwd", "asset:0"
    graph.collection_def["saved_model_assets"].any_list.value.add().value = one.SerializeToString()


saved("print-log-good", prints(b"log(info)"))
saved("table-asset-good", table("asset"))
saved("table-passed-on-good", table_of_caller("asset"))
saved("table-constant-passed-on", table_of_caller("constant"))
saved("asset-good", asset("tokens.txt"))
saved("unused-function", in_unused_function)
saved("second-graph", in_second_graph)
saved("named-like-a-saver", as_saver)
saved("restores-when-served", restores)
saved("calls-the-saver", calls_saver)
saved("initializer-saves", initializer_saves)
saved("output-of-the-saver", outputs_saver)
saved("print-to-file", prints(b"file:///tmp/aimass-escaped"))
saved("table-constant", table("constant"))
saved("table-of-constant", table_of_constant)
saved("asset-parent", asset("../../../etc/passwd"))
saved("asset-absolute", asset("/etc/passwd"))
saved("asset-url", asset("gs://somewhere/tokens.txt"))
saved("asset-of-old", asset_of_old)
saved("text-graph-beside", lambda document, graph: None, [("saved_model.pbtxt", b"")])
saved("chunks-beside", lambda document, graph: None, [("saved_model.cpb", b"")])
saved("variables-missing", lambda document, graph: node(graph.graph_def.node, "w", "VarHandleOp"))


# Keras files.
def weights(path, change=lambda file: None, config=None):
    with h5py.File(path, "w") as file:
        file.create_group("layers")["kernel"] = np.zeros(3)
        if config is not None:
            file.attrs["model_config"] = json.dumps(config)
        change(file)


def model_of(*layers):
    return {"module": "keras", "class_name": "Sequential", "config": {"name": "m", "layers": list(layers)}, "registered_name": None}


def layer(module, name, /, **config):
    return {"module": module, "class_name": name, "config": config, "registered_name": None}


def keras(name, layers, change=lambda file: None):
    packed, plain_h5 = os.path.join(folder, f"{name}.keras"), os.path.join(folder, f"{name}.h5")
    weights(f"{packed}.weights", change)
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        archive.writestr("config.json", json.dumps(model_of(*layers)))
        archive.write(f"{packed}.weights", "model.weights.h5")
    weights(plain_h5, change, model_of(*layers))
    ask(f"keras-{name}", lambda: require_plain(packed, "keras"))
    ask(f"h5-{name}", lambda: require_plain(plain_h5, "keras-h5"))


dense = layer("keras.layers", "Dense", units=2)
LAYERS = {
    "dense-good": dense,
    "function-good": layer("keras.layers", "TFOpLambda", function="math.sin"),
    "operator-good": layer("keras.layers", "TFOpLambda", function="__operators__.add"),
    "lambda": layer("keras.layers", "Lambda", function=["4wEAAAA=", None, None], function_type="lambda"),
    "lambda-of-keras2": {"class_name": "Lambda", "config": {"function": ["4wEAAAA=", None, None], "function_type": "lambda"}},
    "lambda-inside": layer("keras.layers", "TimeDistributed", layer=layer("keras.layers", "Bidirectional", layer=layer("keras.layers", "Lambda"))),
    "lambda-registered": layer("keras.layers", "keras>Lambda"),
    "lambda-value": layer("keras.layers", "Dense", activation={"class_name": "__lambda__", "config": {"value": "x"}}),
    "saved-model-layer": layer("keras.layers", "TFSMLayer", filepath="/etc"),
    "torch-layer": layer("keras.layers", "TorchModuleWrapper"),
    "jax-layer": layer("keras.layers", "JaxLayer"),
    "os": layer("os", "system", command="touch"),
    "builtins": layer("builtins", "eval", source="1"),
    "subprocess": layer("subprocess", "Popen", args="touch"),
    "importlib": layer("importlib", "import_module", name="os"),
    "get-file": layer("keras.utils", "function", fname="x", origin="http://127.0.0.1:9/"),
    "get-file-inside": layer("keras.layers", "Dense", activation={"module": "keras.src.utils.file_utils", "class_name": "function", "config": "get_file"}),
    "keras-saving": layer("keras.saving", "load_model", filepath="/etc"),
    "tensorflow": layer("tensorflow.io", "read_file", filename="/etc/passwd"),
    "own-package": layer("my_package.layers", "Mine"),
    "vocabulary": layer("keras.layers", "StringLookup", vocabulary="/etc/passwd"),
    "vocabulary-url": layer("keras.layers", "TextVectorization", vocabulary="http://127.0.0.1:9/words"),
    "vocabulary-inside": layer("keras.layers", "TimeDistributed", layer=layer("keras.layers", "IntegerLookup", vocabulary="/etc/hosts")),
    "reads-by-name": layer("keras.layers", "TFOpLambda", function="io.read_file"),
    "writes-by-name": layer("keras.layers", "TFOpLambda", function="io.write_file"),
    "raw-by-name": layer("keras.layers", "TFOpLambda", function="raw_ops.ReadFile"),
    "python-by-name": layer("keras.layers", "TFOpLambda", function="numpy_function"),
    "library-by-name": layer("keras.layers", "TFOpLambda", function="load_op_library"),
    "old-by-name": layer("keras.layers", "TFOpLambda", function="compat.v1.py_func"),
    "hidden-method": layer("keras.layers", "InstanceMethod", method_name="__reduce__"),
}
for name, one in LAYERS.items():
    keras(name, [dense, one])
other = os.path.join(folder, "other.h5")
weights(other)


def virtual(file):
    layout = h5py.VirtualLayout(shape=(3,), dtype="f8")
    layout[:] = h5py.VirtualSource(other, "layers/kernel", shape=(3,))
    file.create_virtual_dataset("layers/stolen", layout)


DATA = {
    "external-link": lambda file: file.__setitem__("layers/stolen", h5py.ExternalLink(other, "/layers/kernel")),
    "soft-link": lambda file: file.__setitem__("layers/stolen", h5py.SoftLink("/layers/kernel")),
    "external-data": lambda file: file.create_dataset("layers/stolen", (16,), "u1", external=[("/etc/passwd", 0, 16)]),
    "virtual-data": virtual,
}
for name, change in DATA.items():
    keras(name, [dense], change)

# MXNet symbols.
MXNET = "Custom _npi_Custom _CustomFunction _Native _NDArray _cvimread _npi_cvimread _CachedOp _sg_mkldnn_conv sgd_update somebodys_op".split()


def symbol(name, nodes, heads=([1, 0, 0],)):
    path = os.path.join(folder, f"{name}-symbol.json")
    with open(path, "w") as file:
        json.dump({"nodes": nodes, "arg_nodes": [0], "heads": list(heads), "attrs": {"mxnet_version": ["int", 10901]}}, file)
    ask(f"mxnet-{name}", lambda: read_symbol(path))


data = {"op": "null", "name": "data", "inputs": []}
for op in MXNET:
    symbol(op, [data, {"op": op, "name": "evil", "attrs": {"info": "0x41414141", "op_type": "x", "filename": "/etc/passwd"}, "inputs": [[0, 0, 0]]}])
    inner = {"nodes": [data, {"op": op, "name": "evil", "inputs": [[0, 0, 0]]}], "arg_nodes": [0], "heads": [[1, 0, 0]]}
    symbol(f"inner-{op}", [data, {"op": "_foreach", "name": "loop", "inputs": [[0, 0, 0]], "subgraphs": [inner]}])
fine = {"op": "FullyConnected", "name": "fc", "attrs": {"num_hidden": "2"}, "inputs": [[0, 0, 0]]}
symbol("plain-good", [data, fine])
symbol("forward", [data, {**fine, "inputs": [[5, 0, 0]]}])
symbol("itself", [data, {**fine, "inputs": [[1, 0, 0]]}])
symbol("negative", [data, {**fine, "inputs": [[-1, 0, 0]]}])
symbol("head-beyond", [data, fine], [[9, 0, 0]])
print(json.dumps(said))
