import { createServer } from 'node:net';
import { codec, encodeFrame, FrameReader, frameCode, frameHeaderBytes, resultHeadBytes, writeFrameHeader, writeResultHead } from '@/core/wire/frame';

/** A replica that does no work: it answers every request at once with the same body. Arguments: socket path, replica id, version digest, body. */
const [path = '', replicaId = '', versionDigest = '', body = ''] = process.argv.slice(2);
const block = Buffer.from(body);
const answer = Buffer.alloc(frameHeaderBytes + resultHeadBytes + block.byteLength);
writeResultHead(answer, frameHeaderBytes, { queueUs: 0, batchUs: 0, modelUs: 1, rows: 1, batchRows: 1 });
answer.set(block, frameHeaderBytes + resultHeadBytes);

const server = createServer({ noDelay: true }, (socket) => {
  const hello = { protocol: 1, replicaId, versionDigest, rowsMax: 4096, slots: 1 };
  socket.write(encodeFrame(0, frameCode.hello, 0, Buffer.from(JSON.stringify(hello))));
  socket.write(encodeFrame(0, frameCode.ready, 0, Buffer.alloc(0)));
  let waiting: Buffer[] = [];
  const reader = new FrameReader((id, code) => {
    if (code === frameCode.ping) socket.write(encodeFrame(0, frameCode.ping, 0, Buffer.alloc(0), 1));
    if (code !== frameCode.infer) return;
    const copy = Buffer.from(answer);
    writeFrameHeader(copy, 0, resultHeadBytes + block.byteLength, id, frameCode.result, 0, codec.raw);
    waiting.push(copy);
  });
  socket.on('data', (chunk) => {
    reader.push(chunk);
    if (waiting.length > 0) socket.write(Buffer.concat(waiting));
    waiting = [];
  });
  socket.on('error', () => socket.destroy());
});
server.listen(path, () => process.send?.('listening'));
process.on('disconnect', () => process.exit(0));
