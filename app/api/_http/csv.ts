/** A CSV file as an answer; what comes in pieces is sent as the client takes it. */
export function csvResponse(content: string | AsyncIterable<string>, filename: string): Response {
  const headers = { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${filename}"` };
  if (typeof content === 'string') return new Response(content, { headers });
  const pieces = content[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const piece = await pieces.next();
      if (piece.done === true) controller.close();
      else controller.enqueue(encoder.encode(piece.value));
    },
    cancel: async () => {
      await pieces.return?.();
    },
  });
  return new Response(body, { headers });
}
