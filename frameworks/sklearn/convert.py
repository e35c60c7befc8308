"""scikit-learn to ONNX with skl2onnx, with the repairs its converters need."""

import contextlib

import numpy as np
from columns import MISSING, is_missing

OPSET, ML_OPSET, IR_MAX = 18, 3, 10


def convert(model, file, precision):
    """Writes an ONNX file with the inputs and outputs of the description. Returns the repairs that were made, in words."""
    from skl2onnx.common.data_types import DoubleTensorType, FloatTensorType, StringTensorType

    _register_boosters()
    _tell_trees_of_missing()
    number = FloatTensorType if precision == "float32" else DoubleTensorType
    base = model.layout.base
    by_name = len(base) == 1 and model.frame is not None and any(_chooses_by_name(part) for part in _parts(model.estimator))
    kind = StringTensorType if base[0]["datatype"] == "BYTES" else number
    types = [(name, kind([None, 1])) for name in model.used] if by_name else [(one["name"], (StringTensorType if one["datatype"] == "BYTES" else number)([None, one["shape"][1]])) for one in base]
    repairs = []
    options = {}
    for part in _parts(model.estimator):
        kind = type(part).__name__
        if kind in ("TfidfVectorizer", "CountVectorizer"):
            options[id(part)] = {"locale": "C.UTF-8"}
            repairs.append("locale C.UTF-8")
        if kind == "VotingClassifier" and getattr(part, "flatten_transform", False):
            part.flatten_transform = False
            repairs.append("flatten_transform=False")
    if model.task == "classify":
        options.setdefault(id(model.final), {})["zipmap"] = False
    with _missing_texts_marked(model.estimator):
        onnx_model = _converted(model.estimator, types, options)
    from front import put_before
    from onnx_file import finish, one_input

    if by_name:
        one_input(onnx_model, base[0]["name"], model.used)
    put_before(onnx_model, base, model.inputs)

    finish(onnx_model, file, model.describe(), outputs=[one["name"] for one in model.outputs], ir_max=IR_MAX)
    return sorted(set(repairs))


def _converted(estimator, types, options):
    from skl2onnx import convert_sklearn

    target = {"": OPSET, "ai.onnx.ml": ML_OPSET}
    try:
        return convert_sklearn(estimator, initial_types=types, target_opset=target, options=options)
    except NameError:
        # A converter without the option names it so.
        for chosen in options.values():
            chosen.pop("zipmap", None)
        return convert_sklearn(estimator, initial_types=types, target_opset=target, options={key: value for key, value in options.items() if value})


@contextlib.contextmanager
def _missing_texts_marked(estimator):
    """Text tensors have a mark for what is missing; imputers and encoders of text look for it while they are converted."""
    before = []
    for part in _parts(estimator):
        statistics, categories = getattr(part, "statistics_", None), getattr(part, "categories_", None)
        if isinstance(statistics, np.ndarray) and statistics.dtype.kind in "OUS" and hasattr(part, "missing_values"):
            before.append((part, "missing_values", part.missing_values))
            part.missing_values = MISSING
        if isinstance(categories, list) and any(any(is_missing(one) for one in each.tolist()) for each in categories if each.dtype == object):
            before.append((part, "categories_", categories))
            part.categories_ = [np.array([MISSING if is_missing(one) else one for one in each.tolist()], dtype=object) if each.dtype == object else each for each in categories]
    try:
        yield
    finally:
        for part, name, value in before:
            setattr(part, name, value)


def _tell_trees_of_missing():
    """Its trees send every missing value to the right; scikit-learn's own have learned where it goes."""
    from skl2onnx.operator_converters import decision_tree, gradient_boosting, random_forest

    for module in (decision_tree, gradient_boosting, random_forest):
        add = getattr(module, "add_tree_to_attribute_pairs", None)
        if add is not None and not hasattr(add, "of_aimass"):
            module.add_tree_to_attribute_pairs = _with_missing(add)


def _with_missing(add):
    def added(pairs, is_classifier, tree, *rest, **named):
        start = len(pairs["nodes_missing_value_tracks_true"])
        add(pairs, is_classifier, tree, *rest, **named)
        learned = getattr(tree, "missing_go_to_left", None)
        if learned is not None:
            pairs["nodes_missing_value_tracks_true"][start:] = [int(one) for one in learned]

    added.of_aimass = True
    return added


def _chooses_by_name(part):
    """Such a part asks its converter for inputs of these names."""
    chosen = [one[2] for one in getattr(part, "transformers_", None) or []]
    return any(isinstance(name, str) for columns in chosen for name in (columns if isinstance(columns, (list, tuple, np.ndarray)) else [columns]))


def _parts(estimator, depth=0):
    """The estimator and all it is made of."""
    yield estimator
    if depth > 6:
        return
    inner = [step for _, step in getattr(estimator, "steps", None) or []]
    inner += [one[1] for one in getattr(estimator, "transformers_", None) or []]
    inner += [one[1] for one in getattr(estimator, "transformer_list", None) or []]
    found = getattr(estimator, "estimators_", None)
    if found is not None:
        inner += list(np.asarray(found, dtype=object).ravel())
    inner += [getattr(estimator, name, None) for name in ("final_estimator_", "estimator_", "best_estimator_")]
    for one in inner:
        if one is not None and not isinstance(one, str):
            yield from _parts(one, depth + 1)


def _register_boosters():
    """Estimators of xgboost and lightgbm, where this toolchain has them."""
    try:
        import lightgbm
        import xgboost
        from onnxmltools.convert.lightgbm.operator_converters.LightGbm import convert_lightgbm
        from onnxmltools.convert.xgboost.operator_converters.XGBoost import convert_xgboost
    except ImportError:
        return
    from skl2onnx import update_registered_converter
    from skl2onnx.common.shape_calculator import calculate_linear_classifier_output_shapes, calculate_linear_regressor_output_shapes

    for_classes = {"nocl": [True, False], "zipmap": [True, False, "columns"]}
    update_registered_converter(xgboost.XGBClassifier, "XGBoostXGBClassifier", calculate_linear_classifier_output_shapes, convert_xgboost, options=for_classes)
    update_registered_converter(xgboost.XGBRegressor, "XGBoostXGBRegressor", calculate_linear_regressor_output_shapes, convert_xgboost)
    update_registered_converter(lightgbm.LGBMClassifier, "LightGbmLGBMClassifier", calculate_linear_classifier_output_shapes, convert_lightgbm, options=for_classes)
    update_registered_converter(lightgbm.LGBMRegressor, "LightGbmLGBMRegressor", calculate_linear_regressor_output_shapes, convert_lightgbm, options={"split": None})
