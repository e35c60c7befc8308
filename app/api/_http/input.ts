import { z } from 'zod';
import { AppError, type FieldError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';
import { readJsonBody } from './body';
import { faultOf } from './zod-fault';

const depthMax = 64;

/**
 * One object of everything a request says: query, then the JSON body, then the path, the later ones winning, checked by one schema.
 * `If-Match` becomes `revision` where the schema has such a field.
 * @throws AppError `VALIDATION_FAILED` with a JSON pointer to every fault, and what reading the body throws
 */
export async function readInput<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  params: Readonly<Record<string, string | string[] | undefined>>,
): Promise<{ input: z.output<Schema>; raw: Record<string, unknown> }> {
  const shape = shapeOf(schema);
  const query = readQuery(new URL(request.url).searchParams, shape);
  const body = request.method === 'GET' || request.method === 'HEAD' ? {} : await readJsonBody(request);
  const revision = 'revision' in shape ? readIfMatch(request.headers.get('if-match')) : {};
  const raw = { ...query, ...revision, ...body, ...params };
  requireStorable(raw);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) throw invalid(parsed.error.issues.flatMap((issue) => fieldErrors(issue, [])));
  return { input: parsed.data, raw };
}

/** The fields of an object schema, also of one that is refined or transformed. */
export function shapeOf(schema: z.ZodType): Readonly<Record<string, z.ZodType>> {
  if (schema instanceof z.ZodObject) return schema.shape as Record<string, z.ZodType>;
  if (schema instanceof z.ZodPipe) return shapeOf(schema.in as z.ZodType);
  return {};
}

/** A query is text: fields that want a number or a yes or no get one where the text is one. */
function readQuery(query: URLSearchParams, shape: Readonly<Record<string, z.ZodType>>): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of query) {
    const kind = name in shape ? kindOf(shape[name]) : '';
    if (kind === 'number' && /^-?\d+(\.\d+)?$/.test(text)) values[name] = Number(text);
    else if (kind === 'boolean' && (text === 'true' || text === 'false')) values[name] = text === 'true';
    else values[name] = text;
  }
  return values;
}

function kindOf(field: z.ZodType | undefined): string {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault || field instanceof z.ZodNullable) return kindOf(field.unwrap() as z.ZodType);
  if (field instanceof z.ZodNumber) return 'number';
  return field instanceof z.ZodBoolean ? 'boolean' : '';
}

function readIfMatch(header: string | null): { revision?: number } {
  if (header === null || header.trim() === '*') return {};
  const revision = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header.trim())?.[1];
  if (revision === undefined) {
    throw new AppError('VALIDATION_FAILED', {
      detail: requestWords.notRevision(),
      fix: requestWords.sendEtag(),
      errors: [{ pointer: '/revision', detail: fieldWords.wholeNumber() }],
    });
  }
  return { revision: Number(revision) };
}

/** Refuses what no store can hold, before it becomes a fault deep inside: NUL, lone surrogates, `__proto__`, nesting without end. */
function requireStorable(raw: Record<string, unknown>): void {
  const faults: FieldError[] = [];
  const waiting: { value: unknown; path: readonly (string | number)[] }[] = [{ value: raw, path: [] }];
  for (let next = waiting.pop(); next !== undefined && faults.length < 20; next = waiting.pop()) {
    const { value, path } = next;
    if (path.length > depthMax) throw invalid([{ pointer: toPointer(path.slice(0, 8)), detail: fieldWords.tooDeep({ most: depthMax }) }]);
    if (typeof value === 'string' && !isStorable(value)) faults.push({ pointer: toPointer(path), detail: fieldWords.notText() });
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, item] of Object.entries(value)) {
      if (key === '__proto__' || !isStorable(key)) faults.push({ pointer: toPointer(path), detail: fieldWords.badName() });
      else waiting.push({ value: item, path: [...path, key] });
    }
  }
  if (faults.length > 0) throw invalid(faults);
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000');
}

/** Of a union the branch that came furthest speaks: its faults are the ones a person can mend. */
function fieldErrors(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): FieldError[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const furthest = issue.errors.reduce((best, branch) => (depthOf(branch) > depthOf(best) ? branch : best));
    if (depthOf(furthest) > 0) return furthest.flatMap((inner) => fieldErrors(inner, path));
  }
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => ({ pointer: toPointer([...path, key]), detail: fieldWords.unknown() }));
  return [{ pointer: toPointer(path), detail: faultOf(issue) }];
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return issues.reduce((deepest, issue) => Math.max(deepest, issue.path.length), 0);
}

function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function invalid(errors: FieldError[]): AppError {
  const first = errors[0];
  const { pointer, detail: what } = first;
  if (errors.length > 1) return new AppError('VALIDATION_FAILED', { detail: requestWords.someInvalid({ count: errors.length, field: pointer, what }), errors });
  return new AppError('VALIDATION_FAILED', {
    detail: pointer === '' ? requestWords.inputInvalid({ what }) : requestWords.oneInvalid({ field: pointer, what }),
    errors,
  });
}
