/** A call as it was made: the snippets send exactly this. */
export interface Call {
  readonly url: string;
  readonly contentType: string;
  readonly body: string;
}

/** One word for a POSIX shell. */
export function quoteShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Snippets read the key from the environment, so that none ever stands in a copied text. */
export function curlSnippet(call: Call): string {
  return [
    `curl -sS ${quoteShell(call.url)}`,
    '  -H "Authorization: Bearer $AIMASS_API_KEY"',
    `  -H ${quoteShell(`Content-Type: ${call.contentType}`)}`,
    `  --data-raw ${quoteShell(call.body)}`,
  ].join(' \\\n');
}

/** Only the standard library, so that it runs as it stands. JSON's string form is a Python literal as well. */
export function pythonSnippet(call: Call): string {
  return [
    'import os',
    'import urllib.request',
    '',
    `body = ${JSON.stringify(call.body)}`,
    'request = urllib.request.Request(',
    `    ${JSON.stringify(call.url)},`,
    '    data=body.encode("utf-8"),',
    '    headers={',
    '        "Authorization": "Bearer " + os.environ["AIMASS_API_KEY"],',
    `        "Content-Type": ${JSON.stringify(call.contentType)},`,
    '    },',
    ')',
    'with urllib.request.urlopen(request) as response:',
    '    print(response.read().decode("utf-8"))',
  ].join('\n');
}

export function javascriptSnippet(call: Call): string {
  return [
    `const body = ${JSON.stringify(call.body)};`,
    `const response = await fetch(${JSON.stringify(call.url)}, {`,
    "  method: 'POST',",
    '  headers: {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the snippet is the template, not this file
    '    Authorization: `Bearer ${process.env.AIMASS_API_KEY}`,',
    `    'Content-Type': ${JSON.stringify(call.contentType)},`,
    '  },',
    '  body,',
    '});',
    'console.log(await response.text());',
  ].join('\n');
}
