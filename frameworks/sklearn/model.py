"""A scikit-learn estimator: what it takes and gives, and how it is asked."""

import warnings

import numpy as np
from columns import MISSING
from layout import Layout, TextLayout
from tool import Refused, no_sample

MISSING_COLUMNS_MAX = 1024

warnings.filterwarnings("ignore")


def load(job):
    import joblib
    from unpickle import load_pickle, load_skops

    joblib.parallel_config(backend="threading")  # n_jobs of a model starts no processes here
    loaded = (load_skops if job["format"] == "skops" else load_pickle)(job["file"], job.get("approved", []))
    return Estimator(*_unwrapped(loaded), job)


def _unwrapped(loaded):
    """The estimator, and the names of its classes where they were kept beside it. People save {"model": estimator, …} and [estimator] as well."""
    if isinstance(loaded, type):
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "holdsClass", "saveFitted", name=loaded.__name__)
    if type(loaded).__name__ == "Booster":
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "holdsBooster", "saveWhole", package=type(loaded).__module__.split(".")[0])
    if hasattr(loaded, "predict") or hasattr(loaded, "transform"):
        return loaded, None
    named = list(loaded.items() if isinstance(loaded, dict) else enumerate(loaded) if isinstance(loaded, (list, tuple)) else [])
    models = {name: one for name, one in named if hasattr(one, "predict")}
    encoders = [one for _, one in named if type(one).__name__ == "LabelEncoder"]
    before = [f"{name} ({type(one).__name__})" for name, one in named if hasattr(one, "transform") and name not in models and type(one).__name__ != "LabelEncoder"]
    if len(models) == 1 and before:
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "holdsBeside", "joinThem", names=", ".join(before[:4]))
    if len(models) == 1:
        return next(iter(models.values())), encoders[0] if len(encoders) == 1 else None
    if hasattr(loaded, "fit_predict"):
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "groupsOnly", "useClusterer", name=type(loaded).__name__)
    if models:
        names = ", ".join(str(name) for name in list(models)[:4])
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "holdsSeveral", "saveOneAlone", type=type(loaded).__name__, count=len(models), names=names)
    raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "holdsOther", "saveOneAlone", type=type(loaded).__name__)


class Estimator:
    def __init__(self, estimator, encoder, job):
        self.encoder = encoder
        self.estimator = getattr(estimator, "best_estimator_", estimator)
        self.final = _final(self.estimator)
        self._require_fitted()
        self.columns = self._columns()
        self.layout = TextLayout(self.columns, job) if self.only_text else Layout(self.columns, self.used, job)
        self.inputs = self.layout.inputs
        self.task, self.outputs = self._outputs()
        self._find_missing()

    def _require_fitted(self):
        from sklearn.exceptions import NotFittedError
        from sklearn.utils.validation import check_is_fitted

        try:
            check_is_fitted(self.estimator)
        except NotFittedError as error:
            raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "notFitted", "fitFirst", name=type(self.estimator).__name__) from error
        except TypeError:
            pass  # an estimator of another package, which knows no such check

    @property
    def framework_version(self):
        import sklearn

        return sklearn.__version__

    def describe(self):
        labels = self._labels()
        return {
            "version": self.framework_version,
            "what": " → ".join(_names(self.estimator)),
            "task": self.task,
            "inputs": [self._described(one) for one in self.inputs],
            "outputs": self.outputs,
            "labels": labels,
            "ignored": self.ignored,
            "example": self._example(),
            "precisions": ["float64", "float32"] if any(column.kind == "FP64" for column in self.columns) else ["float32", "float64"],
        }

    def _described(self, one):
        """Models trained on tables take truth values as pandas does, and missing ones where they answer without them."""
        said = {key: value for key, value in one.items() if key not in ("positions", "wished")}
        missing = [place for place, position in enumerate(one["positions"]) if self.columns[position].missing]
        if missing:
            said["nullable"] = True if len(missing) == len(one["positions"]) else missing
        if self.frame is not None and one["datatype"] not in ("BYTES", "BOOL"):
            said["booleans"] = True
        return said

    def _find_missing(self):
        """A value may be missing in the columns that the estimator answers without, with figures that are some."""
        count, places = len(self.columns), self.layout.may_lack()
        if self.only_text or not places or count > MISSING_COLUMNS_MAX:
            return
        if self._answers_without(places):
            found = places
        else:
            found = [place for place in places if count > 1 and self._answers_without([place])]
        for place in found:
            self.columns[place].missing = True

    def _answers_without(self, places):
        """Asks one row for each of these columns, which lacks it."""
        for positive in (False, True):
            tensors = self._made(len(places), np.random.default_rng(0), False, positive)
            for one in self.inputs:
                for row, place in enumerate(places):
                    if place in one["positions"]:
                        tensors[one["name"]][row, one["positions"].index(place)] = MISSING if one["datatype"] == "BYTES" else np.nan
            try:
                answers = self.run(tensors)
            except Exception:  # which values a model takes shows only by asking it
                continue
            return all(array.dtype.kind != "f" or np.isfinite(array).all() for _, array in answers)
        return False

    def _example(self):
        """One row as a person would write it, in the task API's form."""
        made = self.samples(8)
        values = {one["name"]: [_plain(value) for value in made[one["name"]][0].tolist()] for one in self.inputs}
        if len(self.inputs) == 1:
            return {"rows": [next(iter(values.values()))]}
        return {"rows": [{name: row[0] for name, row in values.items()}]}

    def _labels(self):
        classes = getattr(self.final, "classes_", None)
        if self.task != "classify" or not isinstance(classes, np.ndarray) or classes.ndim != 1:
            return None
        words = [str(one) for one in classes.tolist()]
        names = getattr(self.encoder, "classes_", None)
        if names is not None and words == [str(i) for i in range(len(names))]:
            return [str(one) for one in names.tolist()]
        return None if words == [str(i) for i in range(len(words))] else words

    def _columns(self):
        """What it was fitted on, column by column, without those that it drops at once."""
        from columns import columns_of, unused

        names = getattr(self.estimator, "feature_names_in_", None)
        if names is None and hasattr(self.estimator, "steps"):
            names = next((step.feature_names_in_ for _, step in self.estimator.steps[:1] if hasattr(step, "feature_names_in_")), None)
        names = [str(one) for one in names] if names is not None else None
        count = self._feature_count(names)
        self.frame, self.used, self.ignored = names, names, unused(self.estimator, names)
        self.only_text = count is None
        columns = columns_of(self.estimator, count or 1, names)
        if self.ignored:
            columns = [column for column, name in zip(columns, names) if name not in self.ignored]
            self.used = [name for name in names if name not in self.ignored]
        return columns

    def _feature_count(self, names):
        if names is not None:
            return len(names)
        for one in [self.estimator, *[step for _, step in getattr(self.estimator, "steps", [])[:1]]]:
            try:
                count = getattr(one, "n_features_in_", None)
            except AttributeError:
                count = None
            if count is not None:
                return int(count)
        first = self.estimator.steps[0][1] if hasattr(self.estimator, "steps") else self.estimator
        if hasattr(first, "transformer_list"):
            first = first.transformer_list[0][1]
        if type(first).__name__ == "DictVectorizer":
            raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "takesDictionaries", "useColumns")
        if hasattr(first, "build_analyzer"):
            return None
        if hasattr(first, "X_thresholds_"):
            return 1
        raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "columnsUnknown", "fitRecently", name=type(first).__name__)

    def _outputs(self):
        final = self.final
        kind = getattr(final, "_estimator_type", None) or _type_of_tags(final)
        if not hasattr(self.estimator, "predict"):
            if hasattr(self.estimator, "transform"):
                return "embed", [{"name": "vector", "datatype": "FP64", "shape": None, "role": "vector"}]
            if hasattr(self.estimator, "fit_predict") or hasattr(final, "labels_"):
                raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "groupsOnly", "useClusterer", name=type(final).__name__)
            raise Refused("MODEL_SIGNATURE_UNSUPPORTED", "neitherPredicts", name=type(final).__name__)
        if kind == "classifier":
            several = self._several_labels()
            if several is not None:
                return "custom", several
            classes = getattr(final, "classes_", None)
            if isinstance(classes, np.ndarray) and classes.ndim == 1:
                label = {"name": "label", "datatype": _label_type(classes), "shape": [-1], "role": "label"}
                has_scores = hasattr(self.estimator, "predict_proba")
                return "classify", [label, *([{"name": "probabilities", "datatype": "FP64", "shape": [-1, len(classes)], "role": "scores"}] if has_scores else [])]
            return "custom", [{"name": "label", "datatype": "INT64", "shape": None, "role": "label"}]
        if kind in ("clusterer", "DensityEstimator", "density_estimator"):
            label = {"name": "label", "datatype": "INT64", "shape": [-1], "role": "label"}
            if hasattr(self.estimator, "predict_proba"):
                return "cluster", [label, {"name": "probabilities", "datatype": "FP64", "shape": None, "role": "scores"}]
            if type(final).__name__ in ("KMeans", "MiniBatchKMeans", "BisectingKMeans"):
                return "cluster", [label, {"name": "distances", "datatype": "FP64", "shape": None, "role": "distances"}]
            return "cluster", [label]
        if kind == "outlier_detector":
            return "custom", [{"name": "label", "datatype": "INT64", "shape": [-1], "role": "label"}, {"name": "score", "datatype": "FP64", "shape": [-1, 1], "role": "other"}]
        return "regress", [{"name": "value", "datatype": "FP64", "shape": None, "role": "value"}]

    def _several_labels(self):
        """The outputs of a classifier that gives several labels a row, which shows in what it predicts; None for one label."""
        for positive in (False, True):
            rows = self._rows(self._made(2, np.random.default_rng(0), False, positive))
            try:
                found = np.asarray(self.estimator.predict(rows))
                scores = self.estimator.predict_proba(rows) if hasattr(self.estimator, "predict_proba") else None
            except Exception:  # which rows a model takes shows only by asking it
                continue
            if found.ndim != 2 or found.shape[1] < 2:
                return None
            label = {"name": "label", "datatype": _label_type(found), "shape": [-1, found.shape[1]], "role": "label"}
            if isinstance(scores, np.ndarray) and scores.ndim == 2:
                return [label, {"name": "probabilities", "datatype": "FP64", "shape": [-1, scores.shape[1]], "role": "other"}]
            return [label]
        return None

    def run(self, tensors):
        rows = self._rows(tensors)
        return [(output["name"], self._answer(output, rows)) for output in self.outputs]

    def _rows(self, tensors):
        if self.only_text:
            return [str(one) for one in tensors["text"].reshape(-1)]
        if len(self.inputs) == 1:
            rows = tensors[self.inputs[0]["name"]]
            rows = self._with_missing(rows.reshape(len(rows), -1), self.inputs[0])
            if self.frame is None:
                return rows
            import pandas

            return self._whole(pandas.DataFrame(rows, columns=self.used))
        import pandas

        given = {one["name"]: self._with_missing(tensors[one["name"]].reshape(-1, 1), one).reshape(-1) for one in self.inputs}
        if self.frame is None and all(value.dtype != object for value in given.values()):
            return np.column_stack(list(given.values()))
        frame = pandas.DataFrame({name: (value.astype(object) if value.dtype == object else value) for name, value in given.items()})
        return self._whole(frame) if self.frame is not None else frame.to_numpy(dtype=object)

    def _whole(self, frame):
        """Columns that it drops at once are there, and empty."""
        return frame.reindex(columns=self.frame) if self.ignored else frame

    def _with_missing(self, rows, one):
        """Missing texts as the estimator knows them."""
        if one["datatype"] != "BYTES":
            return rows
        holes = rows == MISSING
        if not holes.any():
            return rows
        rows = rows.copy()
        for place, position in enumerate(one["positions"]):
            rows[holes[:, place], place] = self.columns[position].missing_as
        return rows

    def _answer(self, output, rows):
        name = output["name"]
        if name == "label":
            found = np.asarray(self.estimator.predict(rows))
            return found.astype(object) if output["datatype"] == "BYTES" else found.astype(np.int64)
        if name == "probabilities":
            return _floats(self.estimator.predict_proba(rows))
        if name == "distances" or name == "vector":
            return _floats(self.estimator.transform(rows))
        if name == "score":
            return _floats(self.estimator.decision_function(rows)).reshape(-1, 1)
        found = _floats(self.estimator.predict(rows))
        return found.reshape(len(found), -1)

    def samples(self, count):
        """The hardest rows it answers: with extremes and unseen values if it takes them, else within what it learned, else not negative."""
        random_state = 20_260_101
        for edges, positive in ((True, False), (False, False), (False, True), (None, None)):
            random = np.random.default_rng(random_state)
            tensors = self._learned(count, random) if edges is None else self._made(count, random, edges, positive)
            if tensors is None:
                continue
            try:
                self.run(tensors)
                return tensors
            except Refused:
                raise
            except Exception as error:  # which rows a model takes shows only by asking it
                said = error
        raise no_sample(said)

    def _learned(self, count, random):
        """Rows it was fitted on, of models that answer near those only."""
        known = getattr(self.estimator, "_fit_X", None)
        if not isinstance(known, np.ndarray) or self.ignored or known.ndim != 2:
            return None
        rows = known[random.integers(0, len(known), count)].astype(np.float64)
        return self.layout.tensors(list(rows.T))

    def _made(self, count, random, edges, positive):
        from columns import rows_like

        made = [rows_like(column, count, random, edges) for column in self.columns]
        if positive:
            made = [np.abs(one) if one.dtype != object else one for one in made]
        return self.layout.tensors(made)

    def convert(self, file, precision):
        from convert import convert

        return convert(self, file, precision)


def _plain(value):
    return float(f"{value:.4g}") if isinstance(value, float) and np.isfinite(value) else 0.0 if isinstance(value, float) else value


def _floats(values):
    values = values.toarray() if hasattr(values, "toarray") else values
    return np.asarray(values, dtype=np.float64)


def _final(estimator):
    while True:
        if hasattr(estimator, "steps"):
            estimator = estimator.steps[-1][1]
        elif hasattr(estimator, "best_estimator_"):
            estimator = estimator.best_estimator_
        else:
            return estimator


def _type_of_tags(estimator):
    try:
        from sklearn.utils import get_tags

        return get_tags(estimator).estimator_type
    except Exception:  # older lines, and estimators of other packages
        return "classifier" if hasattr(estimator, "predict_proba") else "regressor" if hasattr(estimator, "predict") else None


def _label_type(classes):
    return "BYTES" if classes.dtype.kind in "OUS" else "INT64"


def _names(estimator):
    if hasattr(estimator, "steps"):
        return [name for _, step in estimator.steps for name in ([str(step)] if isinstance(step, str) else _names(step))]
    return [type(estimator).__name__]
