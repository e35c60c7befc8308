"""An MXNet symbol with its parameters (Gluon export or Module checkpoint): what it takes and gives, and how it is asked."""

import json
import os

import numpy as np
from symbol_file import read_symbol
from tool import Refused, no_sample

HEADS = {"SoftmaxOutput": "softmax", "Softmax": "softmax", "LogisticRegressionOutput": "sigmoid", "LinearRegressionOutput": None, "MAERegressionOutput": None, "SVMOutput": None}


def load(job):
    for name in ("bool", "int", "float", "object", "str", "complex"):
        if name not in np.__dict__:
            setattr(np, name, getattr(__import__("builtins"), name))
    import mxnet

    return Symbol(job, mxnet)


class Symbol:
    def __init__(self, job, mx):
        self.mx = mx
        text = read_symbol(job["file"])
        try:
            symbol = mx.sym.load_json(text)
        except Exception as error:
            raise Refused("MODEL_FILE_CORRUPT", "symbolUnreadable", "exportAgain", said=_words(error)) from error
        try:
            stored = mx.nd.load(job["params"])
        except Exception as error:
            raise Refused("MODEL_FILE_CORRUPT", "parametersUnreadable", "exportAgain", said=_words(error)) from error
        if not isinstance(stored, dict):
            raise Refused("MODEL_FILE_CORRUPT", "arraysUnnamed", "exportAgain")
        self.parameters = {name.split(":", 1)[-1]: value for name, value in stored.items()}
        self.symbol = _without_loss(mx, symbol)
        self.saved_by = _version(job["file"])
        names = [name for name in self.symbol.list_inputs() if name not in self.parameters]
        missing = [name for name in names if name.endswith(("_weight", "_bias", "_gamma", "_beta", "_moving_mean", "_running_mean", "_moving_var", "_running_var"))]
        if missing:
            raise Refused("MODEL_FILE_CORRUPT", "parametersLack", "rightParameters", names=", ".join(missing[:5]))
        self.names = names
        self.shapes = self._shapes(job)
        self.dynamic = True
        self._bind()
        self.outputs = self._outputs()

    def _shapes(self, job):
        """Shapes are in none of the files: a person gave them, SageMaker's model-shapes.json has them, or the first layer tells."""
        given = {name: shape[1:] if shape[:1] == [-1] else shape for name, shape in (job.get("shapes") or {}).items()}
        if job.get("shapesFile"):
            with open(job["shapesFile"]) as file:
                for one in json.load(file):
                    given.setdefault(one["name"], one["shape"][1:])
        found = {}
        for name in self.names:
            row = given.get(name)
            if row is None and len(self.names) == 1:
                row = self._guess()
            if row is None:
                raise Refused("MODEL_SHAPE_NEEDED", "shapeUnknown", "giveShape", name=name, example=json.dumps({"signature": {"shapes": {name: [3, 224, 224]}}}))
            found[name] = [1, *[int(one) for one in row]]
        return found

    def _guess(self):
        """The width of the first fully connected layer; images only where a convolution leaves no doubt but for the size."""
        graph = json.loads(self.symbol.tojson())
        nodes = graph["nodes"]
        for node in nodes:
            sources = [nodes[one[0]]["name"] for one in node["inputs"]]
            if node["op"] == "FullyConnected" and sources and sources[0] in self.names:
                weight = self.parameters.get(sources[1])
                return [int(weight.shape[1])] if weight is not None else None
            if node["op"] in ("Flatten", "flatten", "BatchNorm", "Cast", "identity", "Reshape") and sources and sources[0] in self.names:
                following = next((one for one in nodes if one["op"] == "FullyConnected"), None)
                weight = self.parameters.get(nodes[following["inputs"][1][0]]["name"]) if following is not None and node["op"] != "BatchNorm" else None
                return [int(weight.shape[1])] if weight is not None else None
            if node["op"] == "Convolution":
                return None
        return None

    def _bind(self):
        mx = self.mx
        inputs = [mx.sym.var(name) for name in self.names]
        self.block = mx.gluon.SymbolBlock(self.symbol, inputs)
        known = self.block.collect_params()
        for name, parameter in known.items():
            if name in self.parameters:
                parameter.shape = self.parameters[name].shape
                parameter.dtype = self.parameters[name].dtype
                parameter.initialize(ctx=mx.cpu(), default_init=mx.init.Zero(), force_reinit=True)
                parameter.set_data(self.parameters[name])
        try:
            first = self.run({name: np.zeros(self._rows(shape, 1), dtype=np.float32) for name, shape in self.shapes.items()}, raw=True)
        except Exception as error:
            shapes = ", ".join(f"{name} {shape}" for name, shape in self.shapes.items())
            raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "noAnswerToShapes", "giveRowShape", shapes=shapes, said=_words(error)) from error
        self.first = first
        try:
            several = self.run({name: np.zeros(self._rows(shape, 3), dtype=np.float32) for name, shape in self.shapes.items()}, raw=True)
            self.dynamic = all(array.shape[:1] == (3,) for array in several)
        except Exception:  # a graph with its number of rows written into it
            self.dynamic = False

    @staticmethod
    def _rows(shape, rows):
        return [rows, *shape[1:]]

    def _outputs(self):
        names = [name.replace("_output", "") for name in self.symbol.list_outputs()]
        return [
            {"name": name, "datatype": "FP32", "shape": [-1 if self.dynamic else one.shape[0], *one.shape[1:]] if one.ndim else [], "role": "other"}
            for name, one in zip(names, self.first)
        ]

    def describe(self):
        return {
            "version": self.saved_by,
            "what": f"symbol with {len(self.parameters)} parameter arrays",
            "task": None,
            "inputs": [{"name": name, "datatype": "FP32", "shape": [-1 if self.dynamic else 1, *shape[1:]]} for name, shape in self.shapes.items()],
            "outputs": self.outputs,
            "labels": None,
            "precisions": ["as is"],
        }

    def run(self, tensors, raw=False):
        mx = self.mx
        found = self.block(*[mx.nd.array(np.asarray(tensors[name], dtype=np.float32)) for name in self.names])
        arrays = [one.asnumpy().astype(np.float32) for one in (found if isinstance(found, (list, tuple)) else [found])]
        return arrays if raw else list(zip([one["name"] for one in self.outputs], arrays))

    def samples(self, count):
        random = np.random.default_rng(20_260_101)
        said = None
        for whole in (False, True):
            tensors = {}
            for name, shape in self.shapes.items():
                size = self._rows(shape, count if self.dynamic else 1)
                values = np.floor(random.uniform(0, 10, size)) if whole or self._is_index(name) else random.normal(0, 1, size)
                tensors[name] = values.astype(np.float32)
            try:
                self.run(tensors)
                return tensors
            except Exception as error:  # which rows a model takes shows only by asking it
                said = error
        raise no_sample(said)

    def _is_index(self, name):
        nodes = json.loads(self.symbol.tojson())["nodes"]
        return any(node["op"] == "Embedding" and nodes[node["inputs"][0][0]]["name"] == name for node in nodes)

    def convert(self, file, precision):
        from convert import convert

        return convert(self, file)


def _without_loss(mx, symbol):
    """Heads of training become what they answer: SoftmaxOutput a softmax, without the label."""
    outputs = []
    for one in list(symbol) if len(symbol.list_outputs()) > 1 else [symbol]:
        node = json.loads(one.tojson())
        head = node["nodes"][node["heads"][0][0]]
        if head["op"] not in HEADS:
            outputs.append(one)
            continue
        inner, kind = one.get_children()[0], HEADS[head["op"]]
        name = head["name"]
        outputs.append(mx.sym.softmax(inner, axis=1, name=name) if kind == "softmax" else mx.sym.sigmoid(inner, name=name) if kind == "sigmoid" else inner)
    return outputs[0] if len(outputs) == 1 else mx.sym.Group(outputs)


def _version(path):
    try:
        with open(path) as file:
            number = json.load(file)["attrs"]["mxnet_version"][1]
        return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
    except (KeyError, ValueError, TypeError, IndexError, OSError):
        return ""


def _words(error):
    text = str(error).strip().split("\n")[0]
    return f"{type(error).__name__}: {text}"[:800]
