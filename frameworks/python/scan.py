"""
Reads what a model file of a stranger says of itself, with Python's own library alone. Nothing in the file is executed: pickles are walked by an unpickler
whose every global is a placeholder. The job comes as one JSON object on standard input, the findings go to standard output.

Job: {"file": path, "format": "pickle" | "skops" | "keras" | "keras-h5"}
Answer: {"version": text or null, "kerasVersion": text or null, "top": text, "globals": [[module, name, verdict]], "damaged": {"phrase", "said"} or null,
         "notPickle": bool, "compression": text or null}
"""

import bz2
import gzip
import io
import json
import lzma
import pickle
import re
import struct
import sys
import zipfile
import zlib

sys.dont_write_bytecode = True
from allowlist import DANGEROUS, verdict  # noqa: E402  (beside this file)

GLOBALS_MAX = 2000
UNPACKED_MAX = 8 * 1024**3
VERSION = re.compile(r"\d+\.\d+(\.\w+)*(\+\S+)?")


class Damaged(Exception):
    """A file that cannot be read: the name of a phrase of core/sentences/python.ts, with what fills it."""

    def __init__(self, phrase, said=""):
        super().__init__(phrase)
        self.answer = {"phrase": phrase, "said": said}


class NotAPickle(Exception):
    pass


class Name:
    """A global of the file, never looked up."""

    __slots__ = ("module", "name")

    def __init__(self, module, name):
        self.module, self.name = module, name

    def __call__(self, *args, **kwargs):
        return Made(self, args)


class Made:
    """What a call of a {@link Name} would have given."""

    __slots__ = ("of", "args", "state", "__weakref__")

    def __init__(self, of, args):
        self.of, self.args, self.state = of, args, None

    def __call__(self, *args, **kwargs):
        return Made(self, args)

    def append(self, item):
        pass

    extend = append
    add = append
    update = append

    def __setitem__(self, key, value):
        pass

    def __hash__(self):
        return id(self)


class Walker(pickle._Unpickler):
    dispatch = dict(pickle._Unpickler.dispatch)

    def __init__(self, file, found):
        super().__init__(file, fix_imports=False, encoding="latin1")
        self.source, self.found = file, found

    def find_class(self, module, name):
        self.found.name(str(module), str(name))
        return Name(str(module), str(name))

    def persistent_load(self, pid):
        self.found.name("persistent", "id")
        return Made(Name("persistent", "id"), (pid,))

    def get_extension(self, code):
        self.found.name("extension", str(code))
        self.append(Name("extension", str(code)))

    def load_newobj(self):
        args, cls = self.stack.pop(), self.stack.pop()
        self.append(Made(cls, args))

    dispatch[pickle.NEWOBJ[0]] = load_newobj

    def load_newobj_ex(self):
        self.stack.pop()
        self.load_newobj()

    dispatch[pickle.NEWOBJ_EX[0]] = load_newobj_ex

    def _instantiate(self, klass, args):
        self.append(Made(klass, tuple(args)))

    def load_build(self):
        state = self.stack.pop()
        made = self.stack[-1] if self.stack else None
        if isinstance(made, Name):  # a class or a function is changed for all who use it
            self.found.refuse(made.module, f"{made.name} (changed)")
            return
        if not isinstance(made, Made):
            if isinstance(made, (dict, list, set)) or made is None:
                return
            raise Damaged("statePlain")
        made.state = state
        self.found.state(state)
        of = class_of(made)
        if of is not None and of.name == "NumpyArrayWrapper" and of.module.startswith("joblib"):
            self.stack[-1] = self.array_of(state if isinstance(state, dict) else {})

    dispatch[pickle.BUILD[0]] = load_build

    def array_of(self, wrapper):
        """joblib writes an array's bytes right behind its description; arrays of objects are pickles of their own."""
        if "filename" in wrapper:
            raise Damaged("arraysElsewhere")
        size, objects = item_bytes(wrapper.get("dtype"))
        if objects:
            return Walker(self.source, self.found).load()
        if wrapper.get("numpy_array_alignment_bytes") is not None:
            skip(self.source, skip(self.source, 1)[0])
        count = 1
        for dimension in wrapper.get("shape", ()):
            if not isinstance(dimension, int) or dimension < 0:
                raise Damaged("negativeSize")
            count *= dimension
        skip(self.source, count * size)
        return Made(Name("numpy", "ndarray"), ())


def item_bytes(dtype):
    code = dtype.args[0] if isinstance(dtype, Made) and dtype.args else None
    match = re.fullmatch(r"[<>|=]?([a-zA-Z])(\d*)", code) if isinstance(code, str) else None
    if match is None:
        raise Damaged("typeUnknown")
    letter, digits = match.groups()
    if letter == "O":
        return 0, True
    state = dtype.state
    if letter == "V" and isinstance(state, tuple) and len(state) > 5 and isinstance(state[5], int):
        return state[5], False
    if not digits:
        raise Damaged("typeUnknown")
    return int(digits) * (4 if letter == "U" else 1), False


def skip(source, count):
    last = b""
    while count > 0:
        last = source.read(min(count, 1 << 20))
        if not last:
            raise Damaged("endsInArray")
        count -= len(last)
    return last


class Found:
    def __init__(self):
        self.globals, self.version, self.top = {}, None, ""

    def name(self, module, name):
        key = (module[:200], name[:200])
        if len(self.globals) < GLOBALS_MAX or verdict(module, name) == DANGEROUS:
            self.globals[key] = verdict(module, name)

    def refuse(self, module, name):
        self.globals[(module[:200], name[:200])] = DANGEROUS

    def state(self, state):
        fields = state[0] if isinstance(state, tuple) and state else state
        version = fields.get("_sklearn_version") if isinstance(fields, dict) else None
        if isinstance(version, str) and VERSION.fullmatch(version):
            self.version = self.version or version


class Bounded(io.RawIOBase):
    """Refuses to unpack without end."""

    def __init__(self, source):
        self.inner, self.left = source, UNPACKED_MAX

    def take(self, data):
        self.left -= len(data)
        if self.left < 0:
            raise Damaged("unpacksTooLarge")
        return data

    def read(self, size=-1):
        return self.take(self.inner.read(size))

    def readline(self, size=-1):
        return self.take(self.inner.readline(size))

    def readinto(self, target):
        data = self.read(len(target))
        target[: len(data)] = data
        return len(data)


class Inflated(io.RawIOBase):
    """A zlib stream, as joblib's compress=3 writes it."""

    def __init__(self, source):
        self.source, self.engine = source, zlib.decompressobj()

    def readable(self):
        return True

    def readinto(self, target):
        while True:
            given = self.engine.unconsumed_tail or self.source.read(1 << 16)
            data = self.engine.decompress(given, len(target))
            if data or (not given) or self.engine.eof:
                target[: len(data)] = data
                return len(data)


def opened(path):
    file = open(path, "rb")
    head = file.peek(16)[:16]
    if head[:2] == b"\x1f\x8b":
        return "gzip", gzip.GzipFile(fileobj=file)
    if head[:3] == b"BZh":
        return "bzip2", bz2.BZ2File(file)
    if head[:6] == b"\xfd7zXZ\x00" or head[:3] == b"\x5d\x00\x00":
        return "xz", lzma.LZMAFile(file)
    if len(head) > 1 and head[0] == 0x78 and struct.unpack(">H", head[:2])[0] % 31 == 0:
        return "zlib", io.BufferedReader(Inflated(file), 1 << 16)
    if head[:2] == b"ZF":
        raise Damaged("savedByOldJoblib")
    if head[:4] == b"\x04\x22\x4d\x18":
        raise Damaged("lz4")
    return None, file


def class_of(made):
    """The global that something was made of, through copyreg where protocols 0 and 1 go by it."""
    of = made.of
    if isinstance(of, Name) and of.name == "_reconstructor" and made.args and isinstance(made.args[0], Name):
        of = made.args[0]
    return of if isinstance(of, Name) else None


def top_of(value):
    while isinstance(value, Made) and isinstance(value.of, Made):
        value = value.of
    if not isinstance(value, Made):
        return f"builtins.{type(value).__name__}"
    of = class_of(value)
    return "unknown" if of is None else f"{of.module}.{of.name}"


def scan_pickle(path):
    found = Found()
    answer = {"version": None, "kerasVersion": None, "top": "", "damaged": None, "notPickle": False, "compression": None}
    try:
        compression, stream = opened(path)
        answer["compression"] = compression
        source = Bounded(stream)
        try:
            value = Walker(source, found).load()
            answer["top"] = top_of(value)
        except Damaged:
            raise
        except (RecursionError, MemoryError):
            raise Damaged("tooDeepOrLarge")
        except (pickle.UnpicklingError, EOFError, IndexError, KeyError, ValueError, TypeError, AttributeError, OverflowError, struct.error, AssertionError, UnicodeError) as error:
            raise Damaged("noPickle", f"{type(error).__name__}: {str(error)[:120]}")
    except Damaged as error:
        answer["damaged"] = error.answer
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        answer["damaged"] = Damaged("cannotUnpack", str(error)[:120]).answer
    answer["notPickle"] = answer["damaged"] is not None and not found.globals
    answer["version"] = found.version
    answer["globals"] = [[module, name, said] for (module, name), said in found.globals.items()]
    return answer


def scan_zip(path, names):
    """The JSON documents of a zip that is a model, each at most 64 MiB."""
    with zipfile.ZipFile(path) as archive:
        documents = {}
        for name in names:
            with archive.open(name) as member:
                text = member.read(64 << 20)
                documents[name] = json.loads(text)
        return documents


def scan_keras(path):
    metadata = scan_zip(path, ["metadata.json"])["metadata.json"]
    version = metadata.get("keras_version") if isinstance(metadata, dict) else None
    return {"kerasVersion": version if isinstance(version, str) else None}


def scan_h5(path):
    """The attribute keras_version is plain text in the file; it is written near the start or the end."""
    with open(path, "rb") as file:
        data = file.read(64 << 20)
    match = re.search(rb"keras_version.{0,400}?(\d+\.\d+\.\d+[\w.+-]*)", data, re.DOTALL)
    return {"kerasVersion": match.group(1).decode("ascii", "replace") if match else None}


def scan_skops(path):
    schema = scan_zip(path, ["schema.json"])["schema.json"]
    found = Found()
    version = None

    def walk(node, depth=0):
        nonlocal version
        if depth > 400:
            raise Damaged("tooDeep")
        if isinstance(node, dict):
            module, name = node.get("__module__"), node.get("__class__")
            if isinstance(module, str) and isinstance(name, str) and name not in ("function", "method", "builtin_function_or_method"):
                found.name(module, name)
            if isinstance(node.get("module_path"), str) and isinstance(node.get("function"), str):
                found.name(node["module_path"], node["function"])
            key = node.get("content") if isinstance(node.get("content"), dict) else {}
            said = key.get("_sklearn_version") if isinstance(key, dict) else None
            if isinstance(said, dict) and isinstance(said.get("content"), str):
                text = said["content"].strip("\"'")
                if VERSION.fullmatch(text):
                    version = version or text
            for value in node.values():
                walk(value, depth + 1)
        elif isinstance(node, list):
            for value in node:
                walk(value, depth + 1)

    walk(schema)
    top = f"{schema.get('__module__')}.{schema.get('__class__')}" if isinstance(schema, dict) else "unknown"
    listed = [[module, name, said] for (module, name), said in found.globals.items()]
    return {"version": version, "top": top, "globals": listed}


SCANS = {"pickle": scan_pickle, "skops": scan_skops, "keras": scan_keras, "keras-h5": scan_h5}


def main():
    job = json.load(sys.stdin)
    empty = {"version": None, "kerasVersion": None, "top": "", "globals": [], "damaged": None, "notPickle": False, "compression": None}
    try:
        answer = {**empty, **SCANS[job["format"]](job["file"])}
    except Damaged as error:
        answer = {**empty, "damaged": error.answer}
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, RecursionError, MemoryError, zlib.error, NotImplementedError) as error:
        answer = {**empty, "damaged": Damaged("cannotRead", f"{type(error).__name__}: {str(error)[:160]}").answer}
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
