"""The inputs that callers send an estimator's columns in. A scikit-learn file does not say which datatypes its columns had: a person may."""

import numpy as np
from tool import Refused

# What a person may say of a column, and how numpy holds it. Rows to compare by keep the digits of FP64 where FP32 is sent.
KINDS = {"FP32": np.float64, "FP64": np.float64, "INT64": np.int64, "BOOL": np.bool_, "BYTES": object}
# Whole numbers and truth values have no sign for a missing one.
WITHOUT_MISSING = ("INT64", "BOOL")
SPLIT_MAX = 256


class Layout:
    """
    `inputs` are what callers send, `base` what the estimator is converted with: one table where its columns are all numbers or all texts, else one input a
    column. A column with a datatype of its own makes callers send every column by itself.
    """

    def __init__(self, columns, names, job):
        self.columns, count = columns, len(columns)
        table = "rows" if names is not None and "input" in names else "input"
        said = (job.get("columns") or {}).get(table)
        self.names = names or (list(said) if said is not None and len(said) == count else [f"x{i}" for i in range(count)])
        is_table = _alike(columns)
        single = self._wish(job.get("datatypes") or {}, table if is_table else None)
        if single and count > SPLIT_MAX:
            raise Refused("MODEL_SIGNATURE_UNSUPPORTED", f"Columns have datatypes of their own in tables of up to {SPLIT_MAX} columns; this one has {count}.", f"Give all of {table} one datatype.")
        self.base = self._table(table) if _alike(columns) else self._each()
        self.inputs = self._each() if single or not is_table else self.base
        if names is not None and len(self.inputs) == 1 and len(self.inputs[0]["positions"]) == count and self.inputs[0]["name"] == table:
            self.inputs = [{**self.inputs[0], "columns": names}]

    def _wish(self, wished, table):
        """@returns whether a single column was named"""
        single = False
        for name, kind in sorted(wished.items(), key=lambda one: one[0] != table):
            if kind not in KINDS:
                raise Refused("MODEL_SIGNATURE_UNSUPPORTED", f"{name} cannot be {kind}.", f"Choose one of {', '.join(KINDS)}.")
            if name == table:
                places = range(len(self.columns))
            elif name in self.names:
                places, single = [self.names.index(name)], True
            else:
                raise Refused("MODEL_SIGNATURE_UNSUPPORTED", f"It has no input and no column {name}.", f"Name one of {', '.join([table] if table else [])}{', ' if table else ''}{', '.join(self.names[:20])}.")
            for place in places:
                _require_no_other(self.columns[place], self.names[place], kind)
                self.columns[place].kind, self.columns[place].text = kind, kind == "BYTES"
        return single

    def _table(self, name):
        return [self._input(name, range(len(self.columns)))]

    def _each(self):
        return [self._input(name, [place]) for place, name in enumerate(self.names)]

    def _input(self, name, places):
        kinds = {self.columns[place].kind for place in places}
        wished = kinds.pop() if len(kinds) == 1 else None
        datatype = wished or ("BYTES" if self.columns[places[0]].text else "FP64")
        return {"name": name, "datatype": datatype, "shape": [-1, len(places)], "positions": list(places), "wished": wished}

    def may_lack(self):
        """Columns in which a value can be missing at all."""
        return [place for place, column in enumerate(self.columns) if column.kind not in WITHOUT_MISSING]

    def tensors(self, made):
        """Values column by column, as the inputs have them."""
        return {one["name"]: np.stack([_of_kind(made[i], self.columns[i].kind) for i in one["positions"]], axis=1).astype(KINDS[one["datatype"]]) for one in self.inputs}


class TextLayout(Layout):
    """One text a row, for pipelines that begin with reading text."""

    def __init__(self, columns, job):
        columns[0].text = True
        self.columns, self.names = columns, ["text"]
        for name, kind in (job.get("datatypes") or {}).items():
            if (name, kind) != ("text", "BYTES"):
                raise Refused("MODEL_SIGNATURE_UNSUPPORTED", f"It reads one text a row: its only input is text, and it is BYTES, not {name}={kind}.", "Leave it as it is.")
        self.base = self.inputs = self._table("text")


def _require_no_other(column, name, kind):
    """What an encoder or a vectorizer was fitted on stands in the file."""
    if column.words is None and column.categories is None:
        return
    if column.text != (kind == "BYTES"):
        fitted = "texts" if column.text else "numbers"
        some = ", ".join(str(one) for one in (column.categories or column.words)[:5])
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", f"{name} cannot be {kind}: the file says that it was fitted on {fitted} there ({some}).", "Leave it as it is, or save the model anew.")


def _alike(columns):
    return all(column.text == columns[0].text for column in columns)


def _of_kind(values, kind):
    """Values like those of the column, as a wish has them."""
    if kind not in WITHOUT_MISSING or values.dtype == object:
        return values
    whole = np.round(np.nan_to_num(values.astype(np.float64))).astype(np.int64)
    return whole if kind == "INT64" else whole % 2 == 1
