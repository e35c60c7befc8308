"""What the columns of a fitted estimator hold, and rows like those it was trained on, read from what it has learned."""

import numpy as np

TEXT_STEPS = ("TfidfVectorizer", "CountVectorizer", "HashingVectorizer")
# Stands for a missing text in tensors (`core/codecs/elements.ts`): a character that Unicode keeps for inner use.
MISSING = "\ufdd0"


class Column:
    """One raw input column. `categories` is set for columns of encoders; `words` for text."""

    def __init__(self):
        self.text, self.categories, self.words, self.low, self.high, self.unseen = False, None, None, -2.0, 2.0, False
        self.known, self.whole, self.missing = False, False, False
        self.kind = None  # the datatype that a person gave it
        self.missing_as = np.nan  # what it was trained with: numpy's, or None

    def within(self, low, high):
        if not (np.isfinite(low) and np.isfinite(high)):
            return
        self.low, self.high = (min(self.low, low), max(self.high, high)) if self.known else (low, high)
        self.known = True


def columns_of(model, count, names):
    columns = [Column() for _ in range(count)]
    _visit(model, columns, names)
    return columns


def _visit(model, columns, names):
    kind = type(model).__name__
    if hasattr(model, "steps") and isinstance(model.steps, list):
        for _, step in model.steps:
            if step is None or isinstance(step, str):
                continue
            if _visit(step, columns, names):
                handed_on = _handed_on(step, columns, names)
                if handed_on is None:
                    return True
                columns, names = handed_on, None
        return True
    if hasattr(model, "transformers_"):
        for _, step, chosen in model.transformers_:
            if isinstance(step, str):
                continue
            picked = [columns[i] for i in _positions(chosen, len(columns), names)]
            if type(step).__name__ in TEXT_STEPS:
                picked = picked[:1]
            _visit(step, picked, None)
        return True
    if hasattr(model, "transformer_list"):
        for _, step in model.transformer_list:
            _visit(step, columns, names)
        return True
    inner = _inner(model)
    if any(_is_composed(one) for one in inner):
        for one in inner:
            _visit(one, columns, names)
        return True
    if hasattr(model, "best_estimator_"):
        return _visit(model.best_estimator_, columns, names)
    encoded = getattr(model, "_preprocessor", None)
    if hasattr(encoded, "transformers_"):  # boosting that takes categories: it puts them first
        _visit(encoded, columns, names)
        order = [i for _, _, chosen in encoded.transformers_ for i in _positions(chosen, len(columns), names)]
        _learn_ranges(model, [columns[i] for i in order] if len(order) == len(columns) else columns)
        return True
    if kind in TEXT_STEPS:
        for column in columns:
            column.text, column.words = True, list(getattr(model, "vocabulary_", {}) or {})[:5000]
        return True
    if hasattr(model, "categories_") and isinstance(model.categories_, (list, tuple)) and len(model.categories_) == len(columns):
        for column, categories in zip(columns, model.categories_):
            categories = np.asarray(categories)
            column.categories, column.known = [one for one in categories.tolist() if not is_missing(one)], True
            if any(one is None for one in categories.tolist()):
                column.missing_as = None
            column.text = categories.dtype.kind in "OUS" and any(isinstance(one, str) for one in column.categories)
            column.unseen = getattr(model, "handle_unknown", "error") not in ("error",)
        return True
    statistics = getattr(model, "statistics_", None)
    if statistics is not None and len(np.atleast_1d(statistics)) == len(columns):
        for column, value in zip(columns, np.atleast_1d(statistics)):
            if isinstance(value, str):
                column.text, column.categories, column.known = True, [value], True
        return False  # what comes behind it knows more
    _learn_ranges(model, columns)
    return True


def _inner(model):
    """Fitted estimators that get the same columns: of votes, stacks, calibrations and other wrappers."""
    found = [getattr(model, name, None) for name in ("estimator_", "base_estimator_", "best_estimator_", "regressor_", "estimator")]
    found += [getattr(one, "estimator", None) for one in (getattr(model, "calibrated_classifiers_", None) or [])[:1]]
    several = getattr(model, "estimators_", None)
    if isinstance(several, (list, tuple)):
        found += [one[1] if isinstance(one, tuple) else one for one in several[:20]]
    return [one for one in found if one is not None and not isinstance(one, str)]


def _is_composed(model):
    return hasattr(model, "steps") or hasattr(model, "transformers_") or any(_is_composed(one) for one in _inner(model))


def unused(model, names):
    """Columns that the first step drops, by name."""
    while hasattr(model, "steps") or hasattr(model, "best_estimator_"):
        model = model.steps[0][1] if hasattr(model, "steps") else model.best_estimator_
    if names is None or not hasattr(model, "transformers_"):
        return []
    used = {i for _, step, chosen in model.transformers_ if not (isinstance(step, str) and step == "drop") for i in _positions(chosen, len(names), names)}
    return [name for i, name in enumerate(names) if i not in used]


def _handed_on(model, columns, names):
    """The columns that come out of a ColumnTransformer, where those it passes on are the same ones: what follows knows how far they go."""
    places = getattr(model, "output_indices_", None)
    if places is None or not hasattr(model, "transformers_"):
        return None
    out = [Column() for _ in range(max((one.stop for one in places.values()), default=0))]
    for name, step, chosen in model.transformers_:
        if step != "passthrough" and type(step).__name__ not in ("FunctionTransformer", "SimpleImputer"):
            continue
        picked = [columns[i] for i in _positions(chosen, len(columns), names)]
        place = places.get(name, slice(0, 0))
        if len(picked) == place.stop - place.start:
            out[place] = picked
    return out


def is_missing(value):
    return value is None or (isinstance(value, float) and np.isnan(value))


def _positions(chosen, count, names):
    if isinstance(chosen, slice):
        if isinstance(chosen.start, str) or isinstance(chosen.stop, str):
            return range(names.index(chosen.start), names.index(chosen.stop) + 1)
        return range(count)[chosen]
    if isinstance(chosen, (str, int, np.integer)):
        chosen = [chosen]
    chosen = list(chosen)
    if chosen and isinstance(chosen[0], (bool, np.bool_)):
        return [i for i, one in enumerate(chosen) if one]
    return [names.index(one) if isinstance(one, str) else int(one) for one in chosen]


def _learn_ranges(model, columns):
    """Each attribute that says something of the raw values, most telling last."""
    count = len(columns)

    def each(lows, highs):
        lows, highs = np.asarray(lows, dtype=float).ravel(), np.asarray(highs, dtype=float).ravel()
        if len(lows) == count and len(highs) == count:
            for column, low, high in zip(columns, lows, highs):
                column.within(low, high)

    def matrix(name):
        value = getattr(model, name, None)
        if hasattr(value, "toarray"):
            value = value.toarray() if value.shape[0] * value.shape[1] < 10_000_000 else None
        value = np.asarray(value, dtype=float) if isinstance(value, np.ndarray) else None
        return value if value is not None and value.ndim == 2 and value.shape[1] == count and len(value) else None

    mean, scale = getattr(model, "mean_", getattr(model, "center_", None)), getattr(model, "scale_", None)
    if isinstance(mean, np.ndarray) and mean.shape == (count,):
        spread = np.abs(scale) if isinstance(scale, np.ndarray) and scale.shape == (count,) else np.maximum(np.abs(mean) / 2, 1)
        each(mean - 2.5 * spread, mean + 2.5 * spread)
    if hasattr(model, "data_min_"):
        each(model.data_min_, model.data_max_)
    for name in ("cluster_centers_", "theta_", "means_", "support_vectors_", "centroids_", "components_seen_", "_fit_X", "X_fit_", "X_train_", "quantiles_"):
        value = matrix(name)
        if value is not None:
            each(value.min(axis=0), value.max(axis=0))
    thresholds = _thresholds(model, count)
    for column, found in zip(columns, thresholds):
        if found:
            low, high = min(found), max(found)
            column.within(low - 0.1 * (high - low) - 0.5, high + 0.1 * (high - low) + 0.5)
            column.whole = all(float(2 * one).is_integer() for one in list(found)[:200])


def _thresholds(model, count):
    found = [set() for _ in range(count)]

    def of_tree(tree):
        for feature, threshold in zip(tree.feature, tree.threshold):
            if 0 <= feature < count and np.isfinite(threshold):
                found[feature].add(float(threshold))

    def walk(one, depth=0):
        if depth > 4 or one is None:
            return
        if hasattr(one, "tree_"):
            of_tree(one.tree_)
        for predictors in getattr(one, "_predictors", None) or []:
            for predictor in predictors:
                for node in predictor.nodes:
                    if not node["is_leaf"] and 0 <= int(node["feature_idx"]) < count and np.isfinite(node["num_threshold"]):
                        found[int(node["feature_idx"])].add(float(node["num_threshold"]))
        inner = getattr(one, "estimators_", None)
        if inner is not None:
            for each in np.asarray(inner, dtype=object).ravel()[:50]:
                walk(each[1] if isinstance(each, tuple) else each, depth + 1)
        walk(getattr(one, "estimator_", None) or getattr(one, "best_estimator_", None), depth + 1)

    walk(model)
    return found


def rows_like(column, count, random, edges):
    """`count` values: within what was learned, whole numbers, repeats; with `edges` also extremes and what was never seen."""
    if column.text:
        if column.categories is not None:
            values = [random.choice(column.categories) for _ in range(count)]
            if column.unseen and edges:
                values[1::17] = ["never seen before"] * len(values[1::17])
        else:
            words = column.words or ["some", "plain", "words", "of", "text"]
            values = [" ".join(str(random.choice(words)) for _ in range(random.integers(1, 12))) for _ in range(count)]
            if edges:
                values[1::9] = [f"{one} {one} Unbekanntes, Wort! 42" for one in values[1::9]]
        values = np.array([str(one) for one in values], dtype=object)
        if edges and column.missing:
            values[7::19] = MISSING
        return values
    if column.categories is not None:
        values = np.array([random.choice(column.categories) for _ in range(count)], dtype=float)
        if column.unseen and edges:
            values[1::17] = np.nanmax(values) + 1000
        if edges and column.missing:
            values[7::19] = np.nan
        return values
    values = random.uniform(column.low, column.high, count)
    values[::4] = np.round(values[::4])
    if column.whole:
        values = np.round(values)
    if edges:
        spread = max(column.high - column.low, 1.0)
        values[2::29] = column.low - spread
        values[3::29] = column.high + spread
        values[5::31] = 0.0
        if column.missing:
            values[7::19] = np.nan
    return values
