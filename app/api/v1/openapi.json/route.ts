import document from './document.json';

const text = JSON.stringify(document);

/** The OpenAPI document, for everybody: it tells nothing of this installation. Made by `scripts/generate-client.mjs`. */
export function GET(): Response {
  return new Response(text, { headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300', 'x-content-type-options': 'nosniff' } });
}
