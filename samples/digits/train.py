"""Trains the digits classifier: 8x8 grey pixels (0 to 16) to the digit 0 to 9 (Alpaydin and Kaynak 1998, bundled with scikit-learn)."""

import sys
from pathlib import Path

from sklearn.datasets import load_digits
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler

sys.path.insert(0, str(Path(__file__).parent.parent))
from export import export  # noqa: E402

digits = load_digits()
x_train, x_test, y_train, y_test = train_test_split(digits.data, digits.target, test_size=0.3, stratify=digits.target, random_state=7)

model = make_pipeline(MinMaxScaler(), MLPClassifier(hidden_layer_sizes=(96,), alpha=1e-3, max_iter=600, random_state=7))
model.fit(x_train, y_train)

answers = export(
    "digits",
    model,
    task="classify",
    columns=digits.feature_names,
    labels=digits.target_names,
    description="Reads a handwritten digit from 8 by 8 grey pixels, row by row from the top left, each from 0 (white) to 16 (black).",
    held_out=x_test,
    example=x_test[0],
)
print(f"accuracy on {len(y_test)} held-out digits: {accuracy_score(y_test, answers['label']):.3f}")
