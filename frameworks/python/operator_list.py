"""Lists of operators that a graph may hold: names in groups, each group under a line that begins with #."""


def read_operators(path):
    with open(path) as file:
        return frozenset(name for line in file if not line.startswith("#") for name in line.split())
