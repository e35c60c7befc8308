/** What the check of a version stored: a task API body and, where it ran, the answer. */
export interface Sample {
  readonly request: unknown;
  readonly response: unknown;
}

const relativeTolerance = 1e-3;
const absoluteTolerance = 1e-5;

/** Reads the stored sample: `{request, response}`, or a bare request without an answer to compare with. */
export function readSample(stored: unknown): Sample | null {
  if (typeof stored !== 'object' || stored === null) return null;
  if ('request' in stored) return { request: stored.request, response: 'response' in stored ? stored.response : undefined };
  return { request: stored, response: undefined };
}

/** Where the answer differs from the stored one, in words; null when it does not. Figures may differ a little from machine to machine. */
export function differenceOf(sample: Sample, body: Buffer): string | null {
  let answer: unknown;
  try {
    answer = JSON.parse(body.toString('utf8'));
  } catch {
    return `The answer is not JSON: ${body.toString('utf8', 0, 200)}`;
  }
  if (sample.response === undefined || sample.response === null) return null;
  return compare(predictionsOf(sample.response), predictionsOf(answer), 'predictions');
}

/** Only what the model says counts: request ids and names of variants differ by nature. */
function predictionsOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'predictions' in answer ? answer.predictions : answer;
}

function compare(expected: unknown, given: unknown, at: string): string | null {
  if (typeof expected === 'number' && typeof given === 'number') {
    const close = Object.is(expected, given) || Math.abs(expected - given) <= absoluteTolerance + relativeTolerance * Math.abs(expected);
    return close ? null : `${at} is ${given}, at the check it was ${expected}`;
  }
  if (Array.isArray(expected) && Array.isArray(given)) {
    if (expected.length !== given.length) return `${at} has ${given.length} items, at the check it had ${expected.length}`;
    return firstOf(expected.map((item, index) => () => compare(item, given[index], `${at}[${index}]`)));
  }
  if (typeof expected === 'object' && expected !== null && typeof given === 'object' && given !== null) {
    const record = given as Record<string, unknown>;
    return firstOf(
      Object.entries(expected).map(
        ([key, value]) =>
          () =>
            compare(value, record[key], `${at}.${key}`),
      ),
    );
  }
  return expected === given ? null : `${at} is ${JSON.stringify(given)}, at the check it was ${JSON.stringify(expected)}`;
}

function firstOf(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const difference = check();
    if (difference !== null) return difference;
  }
  return null;
}
