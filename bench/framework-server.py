"""
What people write around a model: an HTTP server in Python that answers each request with its framework. Usage: python framework-server.py KIND PATH.
KIND is sklearn, tensorflow or mxnet. Prints its port. Requests are JSON: {"rows": [[…]]}.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

os.environ.update(OMP_NUM_THREADS="1", TF_CPP_MIN_LOG_LEVEL="3", CUDA_VISIBLE_DEVICES="")
import numpy as np

kind, path = sys.argv[1:3]
if kind == "sklearn":
    import joblib

    model = joblib.load(path)
    scores = getattr(model, "predict_proba", model.predict)
    answer = lambda rows: scores(np.asarray(rows, dtype=np.float64)).tolist()
elif kind == "tensorflow":
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    function = tf.saved_model.load(path).signatures["serving_default"]
    name = list(function.structured_input_signature[1])[0]
    answer = lambda rows: next(iter(function(**{name: tf.constant(rows, dtype=tf.float32)}).values())).numpy().tolist()
else:
    for missing in ("bool", "int", "float", "object"):
        if missing not in np.__dict__:
            setattr(np, missing, getattr(__import__("builtins"), missing))
    import mxnet as mx

    net = mx.gluon.SymbolBlock.imports(f"{path}-symbol.json", ["data"], f"{path}-0000.params")
    answer = lambda rows: net(mx.nd.array(np.asarray(rows, dtype=np.float32))).asnumpy().tolist()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self):
        rows = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["rows"]
        body = json.dumps({"predictions": answer(rows)}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 256
    daemon_threads = True


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
