"""
Cuts model files short and flips bits in them, and looks at each as AI Mass does: scanned, read, loaded, asked. Each case runs in a process of its own with
limits of time and memory. Prints {file: {"cases", "refused", "answered", "crashed", "hung", "odd"}} as JSON; odd holds what is none of these.

Usage: python damage.py FRAMEWORK FOLDER CASES (with the Python of the framework's environment)
"""

import json
import os
import pickle
import random
import resource
import signal
import sys
import types
import warnings
import zipfile

warnings.filterwarnings("ignore")
framework, folder, cases = sys.argv[1], sys.argv[2], int(sys.argv[3])
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(root, one) for one in ("python", framework)]
from tool import Refused  # noqa: E402

SECONDS, MEMORY = 20, 6 << 30
chance = random.Random(20_260_101)


def apart(work):
    """What `work` comes to, in a process of its own: its words, or how the process ended."""
    out, into = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(out)
        signal.alarm(SECONDS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        try:
            said = work()
        except Refused as error:
            said = f"refused {error.code}"
        except MemoryError:
            said = "refused MODEL_OUT_OF_MEMORY"
        except Exception as error:  # tool.py makes an answer of every exception
            said = f"raised {type(error).__name__}: {error}"
        os.write(into, said.encode("utf8", "replace")[:2000])
        os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        said = stream.read().decode()
    _, status = os.waitpid(pid, 0)
    if os.WIFSIGNALED(status):
        return "hung" if os.WTERMSIG(status) == signal.SIGALRM else "crashed"
    return said


def damaged(data):
    for _ in range(cases // 2):
        yield data[: chance.randrange(len(data))]
    for _ in range(cases - cases // 2):
        copy = bytearray(data)
        for _ in range(chance.choice((1, 1, 1, 8))):
            copy[chance.randrange(len(copy) if chance.random() < 0.5 else min(400, len(copy)))] ^= 1 << chance.randrange(8)
        yield bytes(copy)


def count(name, data, look):
    found = {"cases": 0, "refused": 0, "answered": 0, "crashed": 0, "hung": 0, "odd": []}
    path = os.path.join(folder, "damaged")
    for bad in damaged(data):
        with open(path, "wb") as file:
            file.write(bad)
        said = apart(lambda: look(path))
        found["cases"] += 1
        kind = {"refused": "refused", "raised": "refused", "answered": "answered", "crashed": "crashed", "hung": "hung"}.get(said.split(" ")[0])
        if kind is None or "Internal" in said:
            found["odd"].append(said)
        else:
            found[kind] += 1
    return found


def sklearn():
    import joblib
    import numpy as np
    import skops.io
    from scan import scan_pickle
    from sklearn import ensemble, linear_model, pipeline, preprocessing
    from unpickle import load_pickle, load_skops

    rows = np.arange(80.0).reshape(20, 4) % 7
    model = pipeline.make_pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression()).fit(rows, rows[:, 0] > 3)
    forest = ensemble.RandomForestClassifier(3, max_depth=3, random_state=0).fit(rows, rows[:, 0] > 3)
    at = lambda name: os.path.join(folder, name)
    for name in ("zlib", "gzip", "bz2", "xz", "lzma"):
        joblib.dump(model, at(name), compress=(name, 3))
    joblib.dump(model, at("joblib"))
    joblib.dump(forest, at("forest"))
    skops.io.dump(model, at("skops"))
    for protocol in range(6):
        with open(at(f"pickle-{protocol}"), "wb") as file:
            pickle.dump(model, file, protocol)

    def look(path):
        scan = scan_pickle(path)
        json.dumps(scan)
        if scan["damaged"] is not None or any(verdict != "allowed" for _, _, verdict in scan["globals"]):
            return "refused by the scan"
        load_pickle(path, []).predict(rows)
        return "answered"

    def look_skops(path):
        load_skops(path, []).predict(rows)
        return "answered"

    for name in [one for one in sorted(os.listdir(folder)) if one != "damaged"]:
        with open(at(name), "rb") as file:
            yield name, file.read(), look_skops if name == "skops" else look


def mxnet():
    import numpy as np

    for name in ("bool", "int", "float", "object", "str", "complex"):
        if name not in np.__dict__:
            setattr(np, name, getattr(__import__("builtins"), name))
    import mxnet as mx
    from model import Symbol

    net = mx.sym.FullyConnected(mx.sym.Activation(mx.sym.FullyConnected(mx.sym.var("data"), num_hidden=4, name="a"), act_type="relu"), num_hidden=2, name="b")
    symbol, parameters = os.path.join(folder, "symbol"), os.path.join(folder, "params")
    net.save(symbol)
    mx.nd.save(parameters, {"arg:a_weight": mx.nd.ones((4, 3)), "arg:a_bias": mx.nd.ones(4), "arg:b_weight": mx.nd.ones((2, 4)), "arg:b_bias": mx.nd.ones(2)})

    def look(job):
        Symbol({"shapes": {"data": [3]}, **job}, mx).samples(4)
        return "answered"

    with open(symbol, "rb") as file:
        yield "symbol", file.read(), lambda path: look({"file": path, "params": parameters})
    with open(parameters, "rb") as file:
        yield "params", file.read(), lambda path: look({"file": symbol, "params": path})


def tensorflow():
    import h5py
    import numpy as np
    from keras_file import require_plain

    config = json.dumps({"module": "keras", "class_name": "Sequential", "config": {"name": "m", "layers": [{"module": "keras.layers", "class_name": "Dense", "config": {"units": 2}}]}})
    weights, h5, keras, saved = (os.path.join(folder, one) for one in ("weights", "h5", "keras", "saved"))
    for path in (weights, h5):
        with h5py.File(path, "w") as file:
            file.create_group("layers/dense/vars")["0"] = np.arange(64.0)
            file.attrs["model_config"] = config
    with zipfile.ZipFile(keras, "w") as archive:
        archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
        archive.writestr("config.json", config)
        archive.write(weights, "model.weights.h5")

    def look(kind):
        def plain(path):
            require_plain(path, kind)
            return "answered"

        return plain

    for path, kind in ((h5, "keras-h5"), (keras, "keras")):
        with open(path, "rb") as file:
            yield kind, file.read(), look(kind)
    # TensorFlow's messages without TensorFlow, which takes ten seconds to import.
    package = types.ModuleType("tensorflow")
    package.__path__ = [os.path.join(one, "tensorflow") for one in sys.path if os.path.isdir(os.path.join(one, "tensorflow", "core"))]
    sys.modules["tensorflow"] = package
    from saved_model import read_saved_model
    from tensorflow.core.protobuf import saved_model_pb2

    document = saved_model_pb2.SavedModel()
    graph = document.meta_graphs.add()
    graph.meta_info_def.tags.append("serve")
    for i in range(20):
        node = graph.graph_def.node.add()
        node.name, node.op = f"node{i}", "Identity"
        node.input.append(f"node{max(0, i - 1)}")
    graph.signature_def["serving_default"].inputs["x"].name = "node0:0"
    graph.signature_def["serving_default"].outputs["y"].name = "node19:0"
    os.mkdir(saved)

    def look_saved(path):
        os.replace(path, os.path.join(saved, "saved_model.pb"))
        read_saved_model(saved)
        return "answered"

    yield "savedmodel", document.SerializeToString(), look_saved


print(json.dumps({name: count(name, data, look) for name, data, look in {"sklearn": sklearn, "tensorflow": tensorflow, "mxnet": mxnet}[framework]()}))
