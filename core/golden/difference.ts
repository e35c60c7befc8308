import { healthWords } from '../sentences/health';
import type { Sentence } from '../sentences/sentence';
import type { Signature } from '../signature';
import { exact, type Tolerance, toleranceOfMember, toleranceOfOutput } from './tolerance';

const shownMax = 200;

/**
 * Where an answer of the task API differs from the stored one, in words; null where it does not. The one rule for the probe of a deployment, for the
 * health check, and for whether a model answers twice alike. Only predictions count: request ids and names of variants differ by nature. Pure.
 */
export function differenceOf(stored: unknown, body: Uint8Array, signature: Signature): Sentence | null {
  const text = Buffer.from(body).toString('utf8');
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return healthWords.notJson({ said: text.slice(0, shownMax) });
  }
  const expected = predictionsOf(stored);
  const given = predictionsOf(answer);
  if (!Array.isArray(expected) || !Array.isArray(given)) return compare(expected, given, 'predictions', exact);
  return lengthsOf(expected, given, 'predictions') ?? firstOf(expected, (one, row) => ofPrediction(one, given[row], `predictions[${row}]`, signature));
}

function predictionsOf(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'predictions' in answer ? answer.predictions : answer;
}

function ofPrediction(expected: unknown, given: unknown, at: string, signature: Signature): Sentence | null {
  if (!isRecord(expected) || !isRecord(given)) return compare(expected, given, at, exact);
  const tied = isTied(expected, given, signature);
  return firstOf(Object.entries(expected), ([member, value]) => {
    const inside = `${at}.${member}`;
    if (member === 'label' && tied) return null;
    const answered = given[member];
    if (member !== 'outputs' || !isRecord(value) || !isRecord(answered)) return compare(value, answered, inside, toleranceOfMember(member, signature));
    return firstOf(Object.entries(value), ([name, one]) => compare(one, answered[name], `${inside}.${name}`, toleranceOfOutput(name, signature)));
  });
}

/** Two classes are as good as equally likely: either label is right. */
function isTied(expected: Record<string, unknown>, given: Record<string, unknown>, signature: Signature): boolean {
  const { score, probabilities } = expected;
  if (typeof score !== 'number' || !isRecord(probabilities) || typeof given.label !== 'string') return false;
  const other = probabilities[given.label];
  return typeof other === 'number' && isWithin(score, other, toleranceOfMember('score', signature));
}

function compare(expected: unknown, given: unknown, at: string, tolerance: Tolerance): Sentence | null {
  if (typeof expected === 'number' && typeof given === 'number') {
    if (isWithin(expected, given, tolerance)) return null;
    const figures = { by: short(Math.abs(expected - given)), limit: short(limitOf(expected, tolerance)) };
    return healthWords.differs({ at, given: String(given), expected: String(expected), ...figures });
  }
  if (Array.isArray(expected) && Array.isArray(given)) {
    return lengthsOf(expected, given, at) ?? firstOf(expected, (item, index) => compare(item, given[index], `${at}[${index}]`, tolerance));
  }
  if (isRecord(expected) && isRecord(given)) {
    return firstOf(Object.entries(expected), ([key, value]) => compare(value, given[key], `${at}.${key}`, tolerance));
  }
  return expected === given ? null : healthWords.isOther({ at, given: shown(given), expected: shown(expected) });
}

function lengthsOf(expected: readonly unknown[], given: readonly unknown[], at: string): Sentence | null {
  return expected.length === given.length ? null : healthWords.otherLength({ at, given: given.length, expected: expected.length });
}

function isWithin(expected: number, given: number, tolerance: Tolerance): boolean {
  return Object.is(expected, given) || Math.abs(expected - given) <= limitOf(expected, tolerance);
}

function limitOf(expected: number, { absolute, relative }: Tolerance): number {
  return absolute + relative * Math.abs(expected);
}

function firstOf<Item>(items: readonly Item[], check: (item: Item, index: number) => Sentence | null): Sentence | null {
  for (const [index, item] of items.entries()) {
    const difference = check(item, index);
    if (difference !== null) return difference;
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'nothing').slice(0, shownMax);
}

function short(figure: number): string {
  return String(Number(figure.toPrecision(3)));
}
