import { InferenceSession, Tensor } from 'onnxruntime-node';

const [file, width, rows, seconds] = [process.argv[2], ...process.argv.slice(3).map(Number)];
const session = await InferenceSession.create(file, { intraOpNumThreads: 1, interOpNumThreads: 1 });
const input = new Tensor(
  'float32',
  Float32Array.from({ length: rows * width }, (_, i) => (i % 255) / 255),
  [rows, width],
);
for (let i = 0; i < 50; i++) await session.run({ x: input });
const startedAt = performance.now();
let done = 0;
while (performance.now() - startedAt < seconds * 1000) {
  await session.run({ x: input });
  done += rows;
}
process.send(done / ((performance.now() - startedAt) / 1000), () => process.exit(0));
