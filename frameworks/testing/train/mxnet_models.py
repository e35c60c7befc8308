"""
Makes small MXNet models and saves them as Gluon and Module do, with rows and answers beside them.

Usage: python mxnet_models.py FOLDER. NAME.json: {"files", "shapes", "inputs": {name: array}, "outputs": {name: array}}.
"""

import json
import os
import sys

import numpy as np

for name in ("bool", "int", "float", "object"):
    if name not in np.__dict__:
        setattr(np, name, getattr(__import__("builtins"), name))
import mxnet as mx
from mxnet.gluon import nn

folder = sys.argv[1]
mx.random.seed(0)
np.random.seed(0)


def keep(name, files, inputs, outputs, shapes=None):
    with open(os.path.join(folder, name + ".json"), "w") as out:
        tensors = lambda found: {key: np.asarray(value).tolist() for key, value in found.items()}
        json.dump({"files": files, "shapes": shapes, "inputs": tensors(inputs), "outputs": tensors(outputs)}, out)


def gluon(name, net, rows, output, shapes=None):
    net.initialize(mx.init.Xavier())
    net.hybridize()
    found = net(mx.nd.array(rows)).asnumpy()
    net.export(os.path.join(folder, name))
    keep(name, [f"{name}-symbol.json", f"{name}-0000.params"], {"data": rows}, {output: found}, shapes)


mlp = nn.HybridSequential(prefix="mlp_")
with mlp.name_scope():
    mlp.add(nn.Dense(16, activation="relu"), nn.Dense(3))
gluon("mlp", mlp, np.random.rand(5, 4).astype(np.float32), "mlp_dense1_fwd")

images = nn.HybridSequential(prefix="images_")
with images.name_scope():
    images.add(nn.Conv2D(4, 3, activation="relu"), nn.BatchNorm(), nn.Flatten(), nn.Dense(10))
gluon("images", images, np.random.rand(2, 1, 8, 8).astype(np.float32), "images_dense0_fwd", {"data": [1, 8, 8]})

data = mx.sym.var("data")
hidden = mx.sym.Activation(mx.sym.FullyConnected(data, num_hidden=8, name="fc1"), act_type="relu")
head = mx.sym.SoftmaxOutput(mx.sym.FullyConnected(hidden, num_hidden=3, name="fc2"), name="softmax")
module = mx.mod.Module(head, label_names=["softmax_label"])
module.bind([("data", (4, 6))], [("softmax_label", (4,))])
module.init_params(mx.init.Xavier())
module.save_checkpoint(os.path.join(folder, "module"), 0)
rows = np.random.rand(4, 6).astype(np.float32)
module.forward(mx.io.DataBatch([mx.nd.array(rows)], [mx.nd.zeros(4)]), is_train=False)
keep("module", ["module-symbol.json", "module-0000.params"], {"data": rows}, {"softmax": module.get_outputs()[0].asnumpy()})
