// A model server for tests: PROTOCOL and BEHAVIOUR come from the environment, weights from /opt/ml/model. y = w · x.
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { PROTOCOL = 'sagemaker', BEHAVIOUR = '', PORT = '8080' } = process.env;
const file = '/opt/ml/model/weights.json';
const weights = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [1, 2, 3];
const answerOf = (row) => row.reduce((sum, x, i) => sum + x * weights[i], 0);

console.log(`model server, ${PROTOCOL}, arguments ${process.argv.slice(2).join(' ')}`);
if (BEHAVIOUR === 'exit') {
  console.error('the weights are missing');
  process.exit(3);
}
if (BEHAVIOUR === 'hog') {
  console.log('taking memory');
  const kept = [];
  for (;;) kept.push(Buffer.alloc(16 * 1024 * 1024, 1));
}
if (BEHAVIOUR === 'no-arguments' && process.argv.length > 2) process.exit(2);

const send = (res, status, body) => res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const metadata = {
  name: 'sum',
  platform: 'test',
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
  outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 1] }],
};
const tensorOf = (size) => ({ dtype: 'DT_FLOAT', tensor_shape: { dim: [{ size: '-1' }, { size }], unknown_rank: false } });
const signatures = { serving_default: { inputs: { x: tensorOf('3') }, outputs: { y: tensorOf('1') }, method_name: 'tensorflow/serving/predict' } };

const protocols = {
  sagemaker: {
    'GET /ping': (_body, res) => send(res, BEHAVIOUR === 'silent' ? 503 : 200, {}),
    'POST /invocations': (body, res) => {
      const rows = JSON.parse(body);
      if (rows[0][0] === 13) return send(res, 500, { error: 'thirteen is no number for this model' });
      return send(res, 200, { predictions: rows.map(answerOf) });
    },
  },
  'open-inference': {
    'GET /v2': (_body, res) => send(res, 200, { name: 'test-server', version: '1', extensions: [] }),
    'GET /v2/health/ready': (_body, res) => send(res, 200, {}),
    'POST /v2/repository/index': (_body, res) => send(res, 200, [{ name: 'sum', state: 'READY' }]),
    'GET /v2/models/sum': (_body, res) => send(res, 200, metadata),
    'POST /v2/models/sum/infer': (body, res) => {
      const [{ data, shape }] = JSON.parse(body).inputs;
      const rows = Array.from({ length: shape[0] }, (_, i) => data.slice(3 * i, 3 * i + 3));
      send(res, 200, { model_name: 'sum', outputs: [{ name: 'y', datatype: 'FP32', shape: [shape[0], 1], data: rows.map(answerOf) }] });
    },
  },
  'tensorflow-serving': {
    'GET /v1/models/model': (_body, res) => send(res, 200, { model_version_status: [{ version: '1', state: 'AVAILABLE' }] }),
    'GET /v1/models/model/metadata': (_body, res) =>
      send(res, 200, { model_spec: { name: 'model' }, metadata: { signature_def: { signature_def: signatures } } }),
    'POST /v1/models/model:predict': (body, res) => send(res, 200, { predictions: JSON.parse(body).instances.map((row) => [answerOf(row)]) }),
  },
};

createServer(async (req, res) => {
  const chunks = [];
  for await (const chunk of req) chunks.push(chunk);
  const answer = protocols[PROTOCOL]?.[`${req.method} ${req.url}`];
  if (answer === undefined) return send(res, 404, { error: 'no such path' });
  return answer(Buffer.concat(chunks).toString('utf8'), res);
}).listen(Number(PORT), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
