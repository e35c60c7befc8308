"""What a pickle may name. Both the scan, which executes nothing, and the loader, which runs in the sandbox, ask here."""

import re
import sys

ALLOWED, UNKNOWN, DANGEROUS = "allowed", "unknown", "dangerous"

_NUMPY_TYPES = (
    "ndarray dtype bool_ bool int8 int16 int32 int64 intc intp uint8 uint16 uint32 uint64 uintc float16 float32 float64 complex64 complex128 "
    "longlong ulonglong longdouble str_ bytes_ object_ void datetime64 timedelta64 matrix number integer floating inexact generic"
).split()
_UFUNCS = (
    "abs absolute add cbrt ceil clip cos cosh deg2rad divide exp exp2 expm1 fabs floor log log10 log1p log2 maximum minimum mean median multiply "
    "nan_to_num negative ones_like power rad2deg reciprocal rint round sign sin sinh sqrt square std subtract sum tan tanh trunc var zeros_like"
).split()

_EXACT = {
    "builtins": "bool bytearray bytes complex dict float frozenset int list object range set slice str tuple".split(),
    "__builtin__": "bool bytearray bytes complex dict float frozenset int list long object set slice str tuple unicode xrange".split(),
    "collections": "Counter OrderedDict defaultdict deque".split(),
    "copyreg": ["_reconstructor"],
    "copy_reg": ["_reconstructor"],
    "_codecs": ["encode"],
    "functools": ["partial"],
    "types": ["SimpleNamespace"],
    "datetime": "date datetime time timedelta timezone".split(),
    "joblib.numpy_pickle": ["NumpyArrayWrapper"],
    "numpy": _NUMPY_TYPES + _UFUNCS,
    "numpy.dtypes": None,  # only classes of element types live there
    "numpy.core.multiarray": ["_reconstruct", "scalar"],
    "numpy._core.multiarray": ["_reconstruct", "scalar"],
    "numpy.core.numeric": ["_frombuffer"],
    "numpy._core.numeric": ["_frombuffer"],
    "numpy.core._multiarray_umath": _UFUNCS,
    "numpy._core._multiarray_umath": _UFUNCS,
    "numpy.ma": ["MaskedArray"],
    "numpy.ma.core": ["MaskedArray", "MaskedConstant", "_mareconstruct"],
    "numpy.random": ["Generator", "RandomState"],
    "numpy.random.mtrand": ["RandomState"],
    "numpy.random._pickle": ["__bit_generator_ctor", "__generator_ctor", "__randomstate_ctor"],
    "numpy.random._mt19937": ["MT19937"],
    "numpy.random._pcg64": ["PCG64", "PCG64DXSM"],
    "numpy.random._sfc64": ["SFC64"],
    "numpy.random._philox": ["Philox"],
    "numpy.random.bit_generator": ["SeedSequence", "__pyx_unpickle_SeedSequence"],
    "scipy._lib.array_api_compat.numpy._aliases": ["asarray"],
    "scipy.special": ["expit", "logit"],
    "scipy.special._ufuncs": ["expit", "logit"],
    "scipy.interpolate._bsplines": ["BSpline"],
    "scipy.interpolate._interpolate": ["interp1d", "PPoly"],
    "scipy.interpolate.interpolate": ["interp1d"],
    "scipy.spatial._ckdtree": ["cKDTree"],
    "scipy.optimize._optimize": ["OptimizeResult"],
    "scipy.stats._distn_infrastructure": ["rv_continuous_frozen"],
    "pandas": ["CategoricalDtype", "Index", "RangeIndex", "StringDtype"],
    "pandas.arrays": ["StringArray"],
    "pandas._libs.arrays": ["__pyx_unpickle_NDArrayBacked"],
    "pandas.core.arrays.string_": ["StringArray", "StringDtype"],
    "pandas.core.dtypes.dtypes": ["CategoricalDtype"],
    "pandas.core.indexes.base": ["Index", "_new_Index"],
    "pandas.core.indexes.range": ["RangeIndex"],
    "_loss": None,
    "xgboost.core": ["Booster"],
    "lightgbm.basic": ["Booster"],
    "collections.abc": [],
}

_MODULE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*")
_READERS = re.compile(r"(numpy|numpy\..*):(load.*|save.*|fromfile|fromregex|genfromtxt|memmap|DataSource|fromstring|source|info|lookfor)|pandas(\..*)?:(eval|read_.*|to_.*)")
_CLASS = re.compile(r"_*[A-Z][A-Za-z0-9_]*")
_CYTHON = re.compile(r"__pyx_unpickle_[A-Za-z0-9_]+")
_FUNCTIONS_OF_SKLEARN = frozenset(
    "newObj check_array identity f_classif f_regression chi2 r_regression mutual_info_classif mutual_info_regression rbf_kernel linear_kernel polynomial_kernel "
    "sigmoid_kernel laplacian_kernel cosine_similarity cosine_distances euclidean_distances manhattan_distances accuracy_score f1_score "
    "mean_squared_error mean_absolute_error r2_score roc_auc_score log_loss precision_score recall_score balanced_accuracy_score scorer "
    "_passthrough_scorer cython_blas _kmeans_single_lloyd _kmeans_single_elkan make_column_selector "
    "root_mean_squared_error mean_squared_log_error root_mean_squared_log_error mean_absolute_percentage_error median_absolute_error max_error "
    "explained_variance_score mean_poisson_deviance mean_gamma_deviance mean_tweedie_deviance d2_absolute_error_score d2_pinball_score d2_tweedie_score "
    "mean_pinball_loss average_precision_score jaccard_score fbeta_score matthews_corrcoef cohen_kappa_score hamming_loss zero_one_loss hinge_loss "
    "brier_score_loss top_k_accuracy_score d2_log_loss_score d2_brier_score positive_likelihood_ratio negative_likelihood_ratio silhouette_score "
    "calinski_harabasz_score davies_bouldin_score rand_score adjusted_rand_score mutual_info_score adjusted_mutual_info_score "
    "normalized_mutual_info_score fowlkes_mallows_score homogeneity_score completeness_score v_measure_score additive_chi2_kernel chi2_kernel "
    "haversine_distances f_oneway".split()
)
_SKLEARN_CLOSED = (
    "sklearn.datasets",
    "sklearn.externals",
    "sklearn.conftest",
    "sklearn._build_utils",
    "sklearn._min_dependencies",
    "sklearn.utils._testing",
    "sklearn.utils._joblib",
    "sklearn.utils.parallel",
    "sklearn.utils.estimator_checks",
    "sklearn.utils._show_versions",
    "sklearn.utils._mocking",
    "sklearn.inspection",
)
_OPEN_PACKAGES = ("scipy.sparse", "xgboost.sklearn", "lightgbm.sklearn")
_SPARSE = re.compile(r"(bsr|coo|csc|csr|dia|dok|lil)_(matrix|array)")
# Distributions run a text of their own state as code; searches over them are saved by their best_estimator_.
_CLOSED = (
    "numpy.testing",
    "numpy.f2py",
    "numpy.distutils",
    "numpy.ctypeslib",
    "numpy.lib.format",
    "numpy.lib.npyio",
    "numpy.lib._npyio",
    "numpy.lib._datasource",
    "pandas.io",
    "pandas.core.computation",
    "scipy.stats",
    "scipy.io",
    "scipy._lib._ccallback",
    "xgboost.dask",
    "xgboost.libpath",
    "lightgbm.dask",
    "lightgbm.libpath",
)

# Of Python's own library only these hold plain values; a person may let them pass. Our own modules, and loaders, are never let through.
_PLAIN_LIBRARY = frozenset("abc array bisect cmath copy dataclasses decimal enum fractions heapq math numbers random re statistics string typing uuid".split())
_DANGEROUS_MODULES = (sys.stdlib_module_names - _PLAIN_LIBRARY - {"__main__"}) | frozenset(
    "__builtin__ copy_reg cffi commands popen2 nt urllib2 imp distutils asyncore smtpd cloudpickle dill joblib onnx pip requests setuptools skops torch "
    "allowlist onnx_file scan tool unpickle wire".split()
)


def verdict(module: str, name: str) -> str:
    """`allowed`, `unknown` (a person may look at it), or `dangerous` (never loaded)."""
    if not _MODULE.fullmatch(module) or not name.isascii() or module in ("persistent", "extension"):
        return DANGEROUS
    root = module.split(".", 1)[0]
    if "." in name:  # an attribute of an attribute: no saved model needs it, escapes do
        return DANGEROUS
    if module in _EXACT:
        names = _EXACT[module]
        if name in names if names is not None else _CLASS.fullmatch(name) or _CYTHON.fullmatch(name):
            return ALLOWED
    if root in _DANGEROUS_MODULES or module.startswith(_CLOSED):
        return DANGEROUS
    if _READERS.fullmatch(f"{module}:{name}"):
        return DANGEROUS
    if name.startswith("__") and not _CYTHON.fullmatch(name):
        return DANGEROUS
    if root == "sklearn":
        if module.startswith(_SKLEARN_CLOSED) or ".tests" in module:
            return DANGEROUS
        return ALLOWED if _CLASS.fullmatch(name) or _CYTHON.fullmatch(name) or name in _FUNCTIONS_OF_SKLEARN else UNKNOWN
    if module.startswith(_OPEN_PACKAGES) and ".tests" not in module:
        return ALLOWED if _CLASS.fullmatch(name) or (root == "scipy" and _SPARSE.fullmatch(name)) else UNKNOWN
    return UNKNOWN
