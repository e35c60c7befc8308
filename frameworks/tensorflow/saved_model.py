"""Reads a SavedModel's graph without loading it: which signatures it has, and whether it holds operators that reach outside."""

import os

from tool import Refused

# What reads or writes files, runs Python, or opens a connection. Checkpoint operators belong to the saver; their file names come from TensorFlow itself.
FORBIDDEN = frozenset(
    "ReadFile WriteFile MatchingFiles PyFunc PyFuncStateless EagerPyFunc WholeFileReader WholeFileReaderV2 TextLineReader TextLineReaderV2 "
    "FixedLengthRecordReader FixedLengthRecordReaderV2 TFRecordReader TFRecordReaderV2 LMDBReader IdentityReader IdentityReaderV2 ReaderRead ReaderReadV2 "
    "TextLineDataset TFRecordDataset TFRecordDatasetV2 FixedLengthRecordDataset FixedLengthRecordDatasetV2 SqlDataset LMDBDataset GeneratorDataset "
    "CSVDataset CSVDatasetV2 SaveDataset SaveDatasetV2 LoadDataset SnapshotDataset SnapshotDatasetV2 CacheDataset CacheDatasetV2 IteratorFromStringHandle "
    "RemoteCall RpcServer DebugIdentity DebugIdentityV2 DebugIdentityV3 DebugNanCount DebugNumericSummary PrintV2 Print SummaryWriter CreateSummaryFileWriter "
    "CreateSummaryDbWriter WriteSummary WriteScalarSummary WriteImageSummary WriteGraphSummary ImmutableConst AudioSummary BigQueryReader "
    "DataServiceDataset DataServiceDatasetV2 RegisterDataset CollectiveReduce XlaHostCompute RaggedCrossFile LoadAndRemapMatrix "
    "GenerateVocabRemapping ConfigureDistributedTPU EncodeProto DecodeProtoV2".split()
)
SAVER = frozenset("SaveV2 RestoreV2 MergeV2Checkpoints Save SaveSlices Restore RestoreSlice ShardedFilename".split())
# File names within the model's own assets are read by table initializers; they are checked to stay inside.
ASSETS = frozenset("InitializeTableFromTextFile InitializeTableFromTextFileV2 InitializeTableFromDataset".split())


def read_saved_model(folder):
    """(the protobuf, its one graph to serve). Raises Refused for what cannot be read or must not be loaded."""
    from google.protobuf.message import DecodeError
    from tensorflow.core.protobuf import saved_model_pb2

    document = saved_model_pb2.SavedModel()
    try:
        with open(os.path.join(folder, "saved_model.pb"), "rb") as file:
            document.ParseFromString(file.read())
    except DecodeError as error:
        raise Refused("MODEL_FILE_CORRUPT", "saved_model.pb is damaged: it is no SavedModel.", "Compare its size with the original and upload it again.") from error
    graphs = [graph for graph in document.meta_graphs if "serve" in graph.meta_info_def.tags]
    if not graphs:
        tags = sorted({tag for graph in document.meta_graphs for tag in graph.meta_info_def.tags})
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", f"The SavedModel has no graph with the tag serve (its tags: {', '.join(tags) or 'none'}).", "Save it with tf.saved_model.save or model.export.")
    graph = graphs[0]
    require_harmless(graph)
    require_variables(folder, graph)
    return document, graph


def require_harmless(graph):
    found = []
    for where, nodes in _node_lists(graph.graph_def):
        for node in nodes:
            if node.op in FORBIDDEN or (node.op in SAVER and where and not _is_saver(where)):
                found.append(f"{node.op} ({where or 'graph'}/{node.name})")
    if found:
        raise Refused(
            "MODEL_UNSAFE",
            f"The SavedModel holds operators that reach outside the model: {', '.join(sorted(set(found))[:5])}.",
            "Remove file, network and Python operators from the served function and save it again.",
        )
    for asset in graph.asset_file_def:
        if os.path.isabs(asset.filename) or ".." in asset.filename.split("/"):
            raise Refused("MODEL_UNSAFE", f"The SavedModel names an asset outside its folder: {asset.filename[:200]}.", "Save it again with its assets.")


def _node_lists(graph_def):
    yield "", graph_def.node
    for function in graph_def.library.function:
        yield function.signature.name, function.node_def


def _is_saver(name):
    return name.startswith(("__inference__traced_save", "__inference__traced_restore", "__inference_save", "__inference_restore")) or "traced_save" in name or "traced_restore" in name


def require_variables(folder, graph):
    needs = any(node.op in ("VarHandleOp", "VariableV2") for node in graph.graph_def.node) or any(one.HasField("variable") for one in graph.object_graph_def.nodes)
    if needs and not os.path.exists(os.path.join(folder, "variables", "variables.index")):
        raise Refused("MODEL_FILE_CORRUPT", "The SavedModel has variables, but its folder variables/ is missing.", "Upload the whole folder: saved_model.pb, variables/ and assets/.")
