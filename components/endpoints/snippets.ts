import { curlSnippet } from '@/components/playground/snippets';

const placeholderBody = '{"rows":[[5.1,3.5,1.4,0.2]]}';

/** The body of a version's sample: `{request, response}` as stored, or the request itself; a row of iris while there is none. */
export function sampleBodyOf(sample: unknown): string {
  if (typeof sample !== 'object' || sample === null) return placeholderBody;
  const request = 'request' in sample ? sample.request : sample;
  return JSON.stringify(request);
}

/** A call of the task API as a shell command. Without a key, it comes from a variable, so that it stands in no history. */
export function predictCommand(url: string, body: string, key?: string): string {
  const command = curlSnippet({ url, contentType: 'application/json', body });
  return key === undefined ? command : command.replace('$AIMASS_API_KEY', () => key);
}
