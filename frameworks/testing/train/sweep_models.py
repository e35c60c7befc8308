"""
Fits every estimator of scikit-learn that predicts, on data it accepts, and saves each.

Usage: python sweep_models.py FOLDER. Prints one JSON list: [{"name", "file" or null, "why"}].
"""

import json
import os
import sys
import warnings

import joblib
import numpy as np
from sklearn.base import BaseEstimator
from sklearn.datasets import load_iris
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeRegressor
from sklearn.utils.discovery import all_estimators

warnings.filterwarnings("ignore")
folder = sys.argv[1]
x, y = load_iris(return_X_y=True)
two = np.stack([y, x[:, 0]], axis=1)
NEEDS = {
    "ClassifierChain": [LogisticRegression()],
    "FixedThresholdClassifier": [LogisticRegression()],
    "FrozenEstimator": [LogisticRegression().fit(x, y)],
    "GridSearchCV": [SVC(), {"C": [1, 10]}],
    "HalvingGridSearchCV": [SVC(), {"C": [1, 10]}],
    "HalvingRandomSearchCV": [SVC(), {"C": [1, 10]}],
    "MultiOutputClassifier": [LogisticRegression()],
    "MultiOutputRegressor": [DecisionTreeRegressor()],
    "OneVsOneClassifier": [LogisticRegression()],
    "OneVsRestClassifier": [LogisticRegression()],
    "OutputCodeClassifier": [LogisticRegression()],
    "Pipeline": [[("svc", SVC())]],
    "RandomizedSearchCV": [SVC(), {"C": [1, 10]}],
    "RFE": [LogisticRegression()],
    "RFECV": [LogisticRegression()],
    "RegressorChain": [LinearRegression()],
    "SelfTrainingClassifier": [LogisticRegression()],
    "StackingClassifier": [[("a", LogisticRegression()), ("b", SVC())]],
    "StackingRegressor": [[("a", LinearRegression()), ("b", DecisionTreeRegressor())]],
    "TunedThresholdClassifierCV": [LogisticRegression()],
    "VotingClassifier": [[("a", LogisticRegression()), ("b", SVC(probability=True))]],
    "VotingRegressor": [[("a", LinearRegression()), ("b", DecisionTreeRegressor())]],
}
VALUES = {"RandomizedSearchCV": {"n_iter": 2}, "LocalOutlierFactor": {"novelty": True}, "RANSACRegressor": {"random_state": 0}}
binary = (y > 0).astype(int)
targets = [y, binary, two, np.stack([binary, (x[:, 0] > 5.8).astype(int)], axis=1), x[:, 0]]


def fitted(name, kind):
    said = None
    for target in targets:
        for data in (x, x[:, :1]):
            try:
                return kind(*NEEDS.get(name, []), **VALUES.get(name, {})).fit(data, target), None
            except Exception as error:
                said = said or error
    return None, said


from sklearn.experimental import enable_halving_search_cv  # noqa: E402, F401

found = []
for name, kind in all_estimators():
    if not (hasattr(kind, "predict") or "predict" in dir(kind)) and name not in NEEDS and not hasattr(kind, "fit_predict"):
        continue
    model, why = fitted(name, kind)
    if model is None:
        found.append({"name": name, "file": None, "why": f"{type(why).__name__}: {str(why).splitlines()[0][:120]}"})
        continue
    file = os.path.join(folder, f"{name}.joblib")
    joblib.dump(model, file)
    found.append({"name": name, "file": file, "why": None})
print(json.dumps(found))
