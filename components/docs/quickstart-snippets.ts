import { curlSnippet, javascriptSnippet, pythonSnippet, quoteShell } from '@/components/playground/snippets';
import type { Version } from '@/services/versions/schemas';

export const languages = ['curl', 'python', 'javascript', 'cli'] as const;
export type Language = (typeof languages)[number];

export interface QuickstartCall {
  /** Origin of the installation, without a slash at the end. */
  readonly origin: string;
  readonly endpoint: string;
  /** A task API body the endpoint answers, as JSON. */
  readonly body: string;
}

/** A call of the task API in each language, complete, with the key in `AIMASS_API_KEY`. */
export function predictSnippet(language: Language, { origin, endpoint, body }: QuickstartCall): string {
  const call = { url: `${origin}/v1/endpoints/${encodeURIComponent(endpoint)}/predict`, contentType: 'application/json', body };
  switch (language) {
    case 'curl':
      return curlSnippet(call);
    case 'python':
      return pythonSnippet(call);
    case 'javascript':
      return javascriptSnippet(call);
    case 'cli':
      return [`export AIMASS_URL=${origin}`, `npx aimass predict ${endpoint} --rows ${quoteShell(JSON.stringify(rowsOf(body)))}`].join('\n');
  }
}

/** How a sample is deployed by one command. */
export function deploySnippet(origin: string): string {
  return [`export AIMASS_URL=${origin}`, 'npx aimass deploy samples/iris/iris.onnx --name iris --wait'].join('\n');
}

/** The first row of `body` by the Open Inference Protocol; null for models that take anything but one flat row of numbers. */
export function openInferenceSnippet({ origin, endpoint, body }: QuickstartCall, signature: Version['signature']): string | null {
  const row: unknown = rowsOf(body)[0];
  const [input, ...others] = signature?.inputs ?? [];
  if (input === undefined || others.length > 0 || !Array.isArray(row) || !row.every((cell) => typeof cell === 'number')) return null;
  const request = { inputs: [{ name: input.name, shape: [1, row.length], datatype: input.datatype, data: row }] };
  return curlSnippet({ url: `${origin}/v2/models/${encodeURIComponent(endpoint)}/infer`, contentType: 'application/json', body: JSON.stringify(request) });
}

function rowsOf(body: string): unknown[] {
  const parsed: unknown = JSON.parse(body);
  return typeof parsed === 'object' && parsed !== null && 'rows' in parsed && Array.isArray(parsed.rows) ? (parsed.rows as unknown[]) : [];
}
