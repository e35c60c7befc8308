"""Reads a symbol file before MXNet does: which operators it holds, and whether its nodes refer to each other as they must."""

import json
import os

from operator_list import read_operators
from tool import Refused

ALLOWED = read_operators(os.path.join(os.path.dirname(os.path.abspath(__file__)), "operators.txt"))
EFFECTS = {
    **dict.fromkeys(["Custom", "_npi_Custom", "_CustomFunction"], "calls Python"),
    **dict.fromkeys(["_Native", "_NDArray"], "calls an address in memory"),
    **dict.fromkeys(["_cvimread", "_npi_cvimread"], "reads files"),
}
DEPTH_MAX = 20


def read_symbol(path):
    """The text that MXNet shall read: written anew from what was looked at. Raises Refused."""
    try:
        with open(path, "rb") as file:
            document = json.loads(file.read())
        found = set()
        _look(document, found, 0)
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise Refused("MODEL_FILE_CORRUPT", "symbolDamaged", "exportAgain", said=f"{type(error).__name__}: {error}"[:300]) from error
    if found:
        named = [f"{op} ({EFFECTS.get(op, 'not on the list')})" for op in sorted(found)]
        raise Refused("MODEL_UNSAFE", "symbolUnlisted", "ownMxnetOperators", names=", ".join(named[:6]))
    return json.dumps(document)


def _look(graph, found, depth):
    if depth > DEPTH_MAX:
        raise ValueError("its subgraphs are nested too deeply")
    nodes = graph["nodes"]
    for place, node in enumerate(nodes):
        if node["op"] != "null" and node["op"] not in ALLOWED:
            found.add(str(node["op"])[:100])
        for source in node["inputs"]:
            if not 0 <= source[0] < place:
                raise ValueError(f"node {place} takes its input from node {source[0]}")
        for inner in node.get("subgraphs") or []:
            _look(inner, found, depth + 1)
    for head in graph["heads"]:
        if not 0 <= head[0] < len(nodes):
            raise ValueError(f"an output comes from node {head[0]}")
