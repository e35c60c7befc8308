"""Trains the iris classifier: four lengths in centimetres to one of three species (Fisher 1936, bundled with scikit-learn)."""

import sys
from pathlib import Path

from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).parent.parent))
from export import export  # noqa: E402

iris = load_iris()
columns = ["sepal_length_cm", "sepal_width_cm", "petal_length_cm", "petal_width_cm"]
x_train, x_test, y_train, y_test = train_test_split(iris.data, iris.target, test_size=0.3, stratify=iris.target, random_state=7)

model = make_pipeline(StandardScaler(), LogisticRegression(C=10.0, max_iter=1000))
model.fit(x_train, y_train)

answers = export(
    "iris",
    model,
    task="classify",
    columns=columns,
    labels=iris.target_names,
    description="Tells the species of an iris from the lengths and widths of its sepals and petals in centimetres.",
    held_out=x_test,
    example=[5.1, 3.5, 1.4, 0.2],
)
print(f"accuracy on {len(y_test)} held-out flowers: {accuracy_score(y_test, answers['label']):.3f}")
