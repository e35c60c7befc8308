"""
Loads one model in its own framework and answers what AI Mass asks of it, frame by frame (wire.py): describe it, run it, make samples with the answers it
gives to them, convert it to ONNX. It runs in the sandbox, under limits, and ends with its standard input.
"""

import importlib.util
import os
import resource
import struct
import sys
import time
import traceback

sys.dont_write_bytecode = True
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")

# A sample of this many rows at least, and no more than are answered in this time.
ROWS_MIN, SAMPLE_SECONDS = 16, 4.0
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)


def private_output():
    """Answers go out by a descriptor of their own: what a model prints goes to the log."""
    out = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    return out


class Refused(Exception):
    """
    A model that cannot be served: a code, and the names of two sentences of core/sentences/python.ts with what fills them, so that its owner reads them in
    their own language. What a library said is one of those fillings, as it said it.
    """

    def __init__(self, code, sentence, fix="", **params):
        self.code, self.sentence, self.fix = code, sentence, fix
        self.params = {name: str(value) for name, value in params.items()}
        super().__init__(f"{sentence}: {', '.join(self.params.values())}" if params else sentence)


def out_of_memory(error):
    return isinstance(error, MemoryError) or type(error).__name__ == "ResourceExhaustedError" or "bad_alloc" in str(error) or "Failed to allocate" in str(error)


def no_sample(error):
    """What a model that answers none of the rows that were made for it is refused with."""
    if out_of_memory(error):
        return Refused("MODEL_OUT_OF_MEMORY", "")
    return Refused("MODEL_PREDICTION_FAILED", "noSample", said=words_of(error))


def load_framework(framework):
    path = os.path.join(os.path.dirname(HERE), framework, "model.py")
    spec = importlib.util.spec_from_file_location(f"aimass_{framework}", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    sys.path.insert(0, os.path.dirname(path))
    spec.loader.exec_module(module)
    return module


class Tool:
    def __init__(self):
        self.model = None

    def load(self, message, block):
        start = time.perf_counter()
        self.model = load_framework(message["framework"]).load(message)
        took = (time.perf_counter() - start) * 1000
        return {"loadMs": took, **self.model.describe()}, b""

    def of(self, message):
        """The model, or one of its further signatures."""
        return self.model if message.get("signature") is None else self.model.others[message["signature"]]

    def run(self, message, block):
        start = time.perf_counter()
        outputs = self.of(message).run(wire.decode_block(block))
        return {"ms": (time.perf_counter() - start) * 1000}, wire.encode_block(outputs)

    def samples(self, message, block):
        """Rows to compare by, and the answers of the framework, into a file: two blocks, each behind its u32 length (little-endian)."""
        model = self.of(message)
        count = rows_within(model, message["rows"])
        inputs = model.samples(count)
        if message.get("given"):
            inputs, count = joined(inputs, count, message["given"])
        start = time.perf_counter()
        outputs = model.run(inputs)
        whole = (time.perf_counter() - start) * 1000
        # A model with a fixed number of rows, or with none, has one way to be asked.
        has_rows = all(array.ndim > 0 and len(array) == count for array in inputs.values())
        one = {name: array[:1] for name, array in inputs.items()} if has_rows else inputs
        model.run(one)
        start = time.perf_counter()
        model.run(one)
        single = (time.perf_counter() - start) * 1000
        blocks = [wire.encode_block(list(inputs.items())), wire.encode_block(outputs)]
        with open(message["file"], "wb") as file:
            for data in blocks:
                file.write(struct.pack("<I", len(data)) + data)
        shapes = [list(array.shape) for _, array in outputs]
        return {"rows": count if has_rows else 1, "batchMs": whole, "oneMs": single, "shapes": shapes}, b""

    def convert(self, message, block):
        start = time.perf_counter()
        said = self.of(message).convert(message["file"], message["precision"])
        return {"ms": (time.perf_counter() - start) * 1000, "repairs": said or []}, b""


def joined(made, count, file):
    """The made-up rows, and behind them those of a file with one tensor block."""
    with open(file, "rb") as source:
        given = wire.decode_block(source.read())
    for name, array in made.items():
        if array.ndim == 0 or len(array) != count or array.shape[1:] != given[name].shape[1:]:
            raise ValueError(f"input {name} takes the shape {list(array.shape)}, the rows have {list(given[name].shape)}")
    inputs = {name: np.concatenate([array, given[name].astype(array.dtype)]) for name, array in made.items()}
    return inputs, len(next(iter(inputs.values())))


def rows_within(model, wished):
    """Fewer rows of a model that takes long for each, since it answers them several times until it is served."""
    if took(model, 1) * wished <= SAMPLE_SECONDS:
        return wished
    return max(ROWS_MIN, min(wished, int(SAMPLE_SECONDS * ROWS_MIN / took(model, ROWS_MIN))))


def took(model, rows):
    """Seconds for so many rows together: the better of two runs, for the first one and a busy machine take longer."""
    inputs = model.samples(rows)
    times = []
    for _ in range(2):
        start = time.perf_counter()
        model.run(inputs)
        times.append(time.perf_counter() - start)
    return max(min(times), 1e-9)


def words_of(error):
    first = str(error).strip().split("\n")[0].replace(os.path.dirname(HERE), "")
    return f"{type(error).__name__}: {first}"[:1000]


def main():
    out, source = private_output(), os.fdopen(0, "rb", buffering=0)
    tool = Tool()
    while True:
        try:
            message, block = wire.read_frame(source)
        except EOFError:
            return
        try:
            answer, data = getattr(tool, {"load": "load", "run": "run", "samples": "samples", "convert": "convert"}[message["op"]])(message, block)
        except Refused as error:
            answer, data = {"error": {"code": error.code, "sentence": error.sentence, "fix": error.fix, "params": error.params}}, b""
        except Exception as error:  # whatever a model raises is an answer, never the end
            traceback.print_exc()
            full = out_of_memory(error)
            answer, data = {"error": {"code": "MODEL_OUT_OF_MEMORY" if full else None, "message": "" if full else words_of(error)}}, b""
        answer["peakBytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
        try:
            wire.write_frame(out, answer, data)
        except ValueError as error:
            wire.write_frame(out, {"error": {"code": None, "message": words_of(error)}})


if __name__ == "__main__":
    sys.modules["tool"] = sys.modules["__main__"]
    import numpy as np
    import wire

    main()
