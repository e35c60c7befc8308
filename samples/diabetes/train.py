"""Trains the diabetes regression: ten figures of a patient to how far the disease went in a year (Efron et al. 2004, bundled with scikit-learn)."""

import sys
from pathlib import Path

from sklearn.datasets import load_diabetes
from sklearn.linear_model import LassoLarsCV
from sklearn.metrics import mean_absolute_error, r2_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

sys.path.insert(0, str(Path(__file__).parent.parent))
from export import export  # noqa: E402

# Unscaled, so that a caller may give an age in years and a body mass index as they are.
diabetes = load_diabetes(scaled=False)
columns = ["age", "sex", "bmi", "blood_pressure", "total_cholesterol", "ldl", "hdl", "cholesterol_ratio", "log_triglycerides", "blood_sugar"]
x_train, x_test, y_train, y_test = train_test_split(diabetes.data, diabetes.target, test_size=0.25, random_state=7)

model = make_pipeline(StandardScaler(), LassoLarsCV(cv=5))
model.fit(x_train, y_train)

answers = export(
    "diabetes",
    model,
    task="regress",
    columns=columns,
    description="Estimates how far diabetes progresses within a year (25 to 346) from age, sex, body mass index, blood pressure and six blood serum figures.",
    held_out=x_test,
    example=x_test[0],
    rename={"variable": "value"},
)
predicted = answers["value"].reshape(-1)
print(f"on {len(y_test)} held-out patients: R2 {r2_score(y_test, predicted):.3f}, mean absolute error {mean_absolute_error(y_test, predicted):.1f}")
