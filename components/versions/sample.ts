/** A version's sample: a task API body, or that body together with the answer of the check. */
export function sampleOf(sample: unknown): { request: unknown; response: unknown } | null {
  if (typeof sample !== 'object' || sample === null) return null;
  if ('request' in sample) return { request: sample.request, response: 'response' in sample ? sample.response : null };
  return { request: sample, response: null };
}

/** JSON for people: short lists stay on one line. */
export function readableJson(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value);
  if (flat === undefined) return '';
  if (typeof value !== 'object' || value === null || flat.length + indent.length <= 80) return spaced(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((one: unknown) => `${inner}${readableJson(one, inner)}`).join(',\n')}\n${indent}]`;
  const entries = Object.entries(value).map(([key, one]) => `${inner}${JSON.stringify(key)}: ${readableJson(one, inner)}`);
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

function spaced(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(spaced).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, one]) => `${JSON.stringify(key)}: ${spaced(one)}`)
      .join(', ')}}`;
  }
  return JSON.stringify(value);
}
