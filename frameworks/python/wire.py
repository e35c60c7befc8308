"""
Frames between AI Mass and this process: `u32 jsonBytes`, `u32 blockBytes` (big-endian), a JSON object, a tensor block. Blocks are those of
core/wire/tensor-block.ts, little-endian: `u16 count`, then per tensor `u8 datatype`, `u8 rank`, `u16 nameBytes`, `u32 dataBytes`, `u32 x rank`, the name,
padding to 8 bytes, the data. BYTES data is `u32 length` and the bytes of each element.
"""

import json
import struct

import numpy as np

DATATYPES = "BOOL UINT8 UINT16 UINT32 UINT64 INT8 INT16 INT32 INT64 FP16 FP32 FP64 BYTES".split()
_NUMPY = dict(zip(DATATYPES, "bool uint8 uint16 uint32 uint64 int8 int16 int32 int64 float16 float32 float64".split()))
_NAMES = {np.dtype(numpy): name for name, numpy in _NUMPY.items()}
JSON_MAX = 64 << 20
# What the other side reads (frameworks/native/frames.ts).
ANSWER_JSON_MAX, ANSWER_MAX = 4 << 20, 512 << 20


def dtype_of(datatype):
    return object if datatype == "BYTES" else np.dtype(_NUMPY[datatype])


def datatype_of(dtype):
    """Text of any kind is BYTES. Raises ValueError for what no caller could send."""
    dtype = np.dtype(dtype)
    if dtype.kind in "OUS":
        return "BYTES"
    if dtype not in _NAMES:
        raise ValueError(f"elements of type {dtype} cannot be served")
    return _NAMES[dtype]


def _pad(offset):
    return (offset + 7) & ~7


def encode_block(tensors):
    """tensors: list of (name, array)."""
    parts, size = [struct.pack("<HHI", len(tensors), 0, 0)], 8
    for name, array in tensors:
        array = np.asarray(array)
        datatype = datatype_of(array.dtype)
        if datatype == "BYTES":
            items = [item if isinstance(item, bytes) else str(item).encode() for item in array.ravel()]
            data = b"".join(struct.pack("<I", len(item)) + item for item in items)
        else:
            data = np.ascontiguousarray(array).tobytes()
        raw = name.encode()
        head = struct.pack("<BBHI", DATATYPES.index(datatype), array.ndim, len(raw), len(data)) + struct.pack(f"<{array.ndim}I", *array.shape) + raw
        head += b"\0" * (_pad(size + len(head)) - size - len(head))
        size += len(head)
        tail = b"\0" * (_pad(size + len(data)) - size - len(data))
        size += len(data) + len(tail)
        parts += [head, data, tail]
    return b"".join(parts)


def decode_block(block):
    """Block -> dict of name to array; numbers share memory with the block."""
    tensors, offset = {}, 8
    for _ in range(struct.unpack_from("<H", block)[0]):
        kind, rank, name_bytes, data_bytes = struct.unpack_from("<BBHI", block, offset)
        shape = struct.unpack_from(f"<{rank}I", block, offset + 8)
        name_at = offset + 8 + 4 * rank
        start = _pad(name_at + name_bytes)
        name = bytes(block[name_at : name_at + name_bytes]).decode()
        if DATATYPES[kind] == "BYTES":
            items, at = [], start
            while at < start + data_bytes:
                (length,) = struct.unpack_from("<I", block, at)
                items.append(bytes(block[at + 4 : at + 4 + length]).decode())
                at += 4 + length
            array = np.empty(len(items), dtype=object)
            array[:] = items
            tensors[name] = array.reshape(shape)
        else:
            tensors[name] = np.frombuffer(block, dtype_of(DATATYPES[kind]), int(np.prod(shape, dtype=np.int64)), start).reshape(shape)
        offset = _pad(start + data_bytes)
    return tensors


def _read(stream, count):
    data = bytearray(count)
    view, at = memoryview(data), 0
    while at < count:
        got = stream.readinto(view[at:])
        if not got:
            raise EOFError
        at += got
    return data


def read_frame(stream):
    """(message, block); EOFError once the other side is gone."""
    json_bytes, block_bytes = struct.unpack(">II", _read(stream, 8))
    if json_bytes > JSON_MAX:
        raise EOFError
    message = json.loads(_read(stream, json_bytes))
    return message, _read(stream, block_bytes)


def write_frame(stream, message, block=b""):
    """ValueError, with nothing written, for what the other side would not read."""
    text = json.dumps(message, allow_nan=False).encode()
    if len(text) > ANSWER_JSON_MAX or len(text) + len(block) + 8 > ANSWER_MAX:
        raise ValueError(f"the answer has {len(text) + len(block)} bytes, at most {ANSWER_MAX} can be sent")
    stream.write(struct.pack(">II", len(text), len(block)) + text + block)
    stream.flush()
