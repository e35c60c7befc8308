import { createServer } from 'node:net';

/** An HTTP/1.1 backend that does no work, as cheap as one in Node can be: whole requests are counted, answers of one read leave together. */
const body = process.argv[2] ?? '{}';
const answer = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);

const server = createServer({ noDelay: true }, (socket) => {
  let rest: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    rest = rest.byteLength === 0 ? chunk : Buffer.concat([rest, chunk]);
    const answers: Buffer[] = [];
    for (let end = requestEnd(rest); end > 0; end = requestEnd(rest)) {
      rest = rest.subarray(end);
      answers.push(answer);
    }
    if (answers.length > 0) socket.write(answers.length === 1 ? answer : Buffer.concat(answers));
  });
  socket.on('error', () => socket.destroy());
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.send?.(typeof address === 'object' && address !== null ? address.port : 0);
});
process.on('disconnect', () => process.exit(0));

/** Where the first request ends; 0 while it is not whole. */
function requestEnd(bytes: Buffer): number {
  const head = bytes.indexOf('\r\n\r\n');
  if (head < 0) return 0;
  const length = /\r\ncontent-length: *(\d+)/i.exec(bytes.toString('latin1', 0, head));
  const end = head + 4 + Number(length?.[1] ?? 0);
  return end <= bytes.byteLength ? end : 0;
}
