"""
Trains scikit-learn models on data that the library ships, saves each the way people do, and writes rows with the answers of the library beside it.

Usage: python sklearn_models.py FOLDER. For each model NAME there are its file and NAME.json: {"file", "rows", "labels" or "values", "probabilities"}.
"""

import json
import os
import pickle
import sys
import warnings

import joblib
import numpy as np
import pandas as pd
from sklearn import cluster, compose, datasets, decomposition, ensemble, impute, linear_model, mixture, naive_bayes, neighbors, neural_network, pipeline, preprocessing, svm, tree
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

warnings.filterwarnings("ignore")
folder = sys.argv[1]
iris_x, iris_y = datasets.load_iris(return_X_y=True)
iris_names = datasets.load_iris().target_names
wine_x, wine_y = datasets.load_wine(return_X_y=True)
cancer_x, cancer_y = datasets.load_breast_cancer(return_X_y=True)
sugar_x, sugar_y = datasets.load_diabetes(return_X_y=True)
digits_x, digits_y = datasets.load_digits(return_X_y=True)


def rows_of(x):
    if isinstance(x, pd.DataFrame):
        return [{key: (None if isinstance(value, float) and np.isnan(value) else value) for key, value in row.items()} for row in x.to_dict("records")]
    return x if isinstance(x, list) else np.asarray(x).tolist()


def keep(name, model, x, save, **more):
    file = save(model, os.path.join(folder, name))
    said = {"file": os.path.basename(file), "rows": rows_of(x)}
    if hasattr(model, "predict"):
        found = np.asarray(model.predict(x))
        said["labels" if found.dtype.kind in "OUSiu" else "values"] = found.tolist()
    else:
        found = model.transform(x)
        said["vectors"] = np.asarray(found.toarray() if hasattr(found, "toarray") else found).tolist()
    if hasattr(model, "predict_proba"):
        said["probabilities"] = np.asarray(model.predict_proba(x)).tolist()
    with open(os.path.join(folder, name + ".json"), "w") as out:
        json.dump({**said, **more}, out)


def joblib_at(compress=0, suffix=".joblib"):
    def save(model, path):
        joblib.dump(model, path + suffix, compress=compress)
        return path + suffix

    return save


def pickle_at(protocol):
    def save(model, path):
        with open(path + ".pkl", "wb") as file:
            pickle.dump(model, file, protocol)
        return path + ".pkl"

    return save


def skops_file(model, path):
    import skops.io

    skops.io.dump(model, path + ".skops")
    return path + ".skops"


keep("forest", ensemble.RandomForestClassifier(30, random_state=0).fit(iris_x, iris_names[iris_y]), iris_x[::15], joblib_at())
keep("boosting", ensemble.HistGradientBoostingClassifier(max_iter=30).fit(cancer_x, cancer_y), cancer_x[::60], joblib_at(3))
keep("logistic", pipeline.make_pipeline(preprocessing.StandardScaler(), linear_model.LogisticRegression()).fit(wine_x, wine_y), wine_x[::20], pickle_at(5))
keep("support", svm.SVC(probability=True, random_state=0).fit(iris_x, iris_y), iris_x[::15], pickle_at(2))
keep("neighbours", neighbors.KNeighborsClassifier().fit(iris_x, iris_y), iris_x[::15], joblib_at(("xz", 3)))
keep("bayes", naive_bayes.GaussianNB().fit(iris_x, iris_y), iris_x[::15], pickle_at(0))
keep("network", neural_network.MLPClassifier((16,), max_iter=300, random_state=0).fit(digits_x / 16, digits_y), (digits_x / 16)[::180], joblib_at(("bz2", 3)))
keep("ridge", linear_model.Ridge().fit(sugar_x, sugar_y), sugar_x[::50], joblib_at(("gzip", 3), ".joblib.gz"))
keep("regression-forest", ensemble.RandomForestRegressor(20, random_state=0).fit(sugar_x, sugar_y), sugar_x[::50], joblib_at(("zlib", 3)))
keep("gradient", ensemble.GradientBoostingRegressor(n_estimators=40, random_state=0).fit(sugar_x, sugar_y), sugar_x[::50], pickle_at(4))
keep("clusters", cluster.KMeans(3, n_init=3, random_state=0).fit(iris_x), iris_x[::15], joblib_at())
keep("mixture", mixture.GaussianMixture(3, random_state=0).fit(iris_x), iris_x[::15], joblib_at())
keep("components", decomposition.PCA(2).fit(iris_x), iris_x[::15], joblib_at())
keep("tree-skops", tree.DecisionTreeClassifier(max_depth=4, random_state=0).fit(iris_x, iris_y), iris_x[::15], skops_file)
keep("searched", __import__("sklearn.model_selection").model_selection.GridSearchCV(svm.SVC(), {"C": [1, 10]}, cv=2).fit(iris_x, iris_y), iris_x[::15], joblib_at())
# These do not convert and stay in their own framework.
keep("birch-native", cluster.Birch(n_clusters=3).fit(iris_x), iris_x[::15], joblib_at())
keep("centroid-native", neighbors.NearestCentroid().fit(iris_x, iris_names[iris_y]), iris_x[::15], joblib_at())

people = pd.DataFrame(
    {
        "age": [20.0, 30.0, 40.0, 50.0, 25.0, 35.0] * 20,
        "city": ["Bern", "Zug", "Basel", "Genf"] * 30,
        "income": np.arange(120) * 100.0,
    }
)
answer = np.where(people["income"] + 50 * people["age"] > 8000, "yes", "no")
numbers = pipeline.make_pipeline(impute.SimpleImputer(), preprocessing.StandardScaler())
columns = compose.ColumnTransformer([("numbers", numbers, ["age", "income"]), ("city", preprocessing.OneHotEncoder(handle_unknown="ignore"), ["city"])])
keep("people", pipeline.make_pipeline(columns, linear_model.LogisticRegression(max_iter=500)).fit(people, answer), people.iloc[::17], joblib_at())
by_name = compose.ColumnTransformer([("age", preprocessing.StandardScaler(), ["age"]), ("income", preprocessing.MinMaxScaler(), ["income"])])
keep("named", pipeline.make_pipeline(by_name, linear_model.LogisticRegression()).fit(people[["age", "income"]], answer), people[["age", "income"]].iloc[::17], joblib_at())
keep("table", linear_model.LinearRegression().fit(people[["age", "income"]], people["income"] * 2), people[["age", "income"]].iloc[::17], joblib_at())

gaps = people.assign(city=people["city"].astype(object), member=people["income"] > 6000, id=range(120))
gaps.loc[::7, "age"], gaps.loc[::11, "city"] = np.nan, np.nan
cities = pipeline.make_pipeline(impute.SimpleImputer(strategy="most_frequent"), preprocessing.OneHotEncoder(handle_unknown="ignore"))
mixed = compose.ColumnTransformer([("numbers", numbers, ["age", "income"]), ("city", cities, ["city"]), ("member", "passthrough", ["member"])])
keep("gaps", pipeline.make_pipeline(mixed, linear_model.LogisticRegression(max_iter=500)).fit(gaps, answer), gaps.iloc[::6], joblib_at())
keep("forest-gaps", ensemble.RandomForestClassifier(20, random_state=0).fit(gaps[["age", "income"]], answer), gaps[["age", "income"]].iloc[::6], joblib_at())


def with_class_names(model, path):
    joblib.dump({"model": model, "classes": preprocessing.LabelEncoder().fit(answer), "note": people.columns}, path + ".joblib")
    return path + ".joblib"


encoded = linear_model.LogisticRegression(max_iter=500).fit(people[["age", "income"]], preprocessing.LabelEncoder().fit_transform(answer))
keep("kept-with-names", encoded, people[["age", "income"]].iloc[::17], with_class_names, labels=[["no", "yes"][i] for i in encoded.predict(people[["age", "income"]].iloc[::17])])

texts = ["a good great film", "bad awful acting", "great and good", "poor, bad, dull"] * 6
mood = ["up", "down", "up", "down"] * 6
keep("text", pipeline.make_pipeline(TfidfVectorizer(), linear_model.LogisticRegression()).fit(texts, mood), texts[:4], joblib_at())
keep("counts", pipeline.make_pipeline(CountVectorizer(), naive_bayes.MultinomialNB()).fit(texts, mood), texts[:4], joblib_at())

try:
    import lightgbm
    import xgboost

    keep("xgboost", xgboost.XGBClassifier(n_estimators=10).fit(iris_x, iris_y), iris_x[::15], joblib_at())
    keep("lightgbm", lightgbm.LGBMRegressor(n_estimators=10, verbose=-1).fit(sugar_x, sugar_y), sugar_x[::50], joblib_at())
except ImportError:
    pass  # lines without them
