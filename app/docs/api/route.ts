/** The readable page of the API. Its parts come from this installation; `proxy.ts` gives it the nonce and asks for a session. */
export function GET(request: Request): Response {
  const nonce = request.headers.get('x-nonce') ?? '';
  return new Response(page(/^[A-Za-z0-9+/=]*$/.test(nonce) ? nonce : ''), {
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  });
}

const page = (nonce: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>API · AI Mass</title>
    <link rel="icon" href="/icon.svg" type="image/svg+xml" />
    <link rel="stylesheet" href="/docs/api/swagger-ui.css" />
    <link rel="stylesheet" href="/docs/api/page.css" />
  </head>
  <body>
    <header class="bar"><a href="/">AI Mass</a><span>Control API</span><a href="/api/v1/openapi.json">openapi.json</a></header>
    <main id="swagger-ui"></main>
    <script nonce="${nonce}" src="/docs/api/swagger-ui-bundle.js"></script>
    <script nonce="${nonce}" src="/docs/api/page.js"></script>
  </body>
</html>
`;
