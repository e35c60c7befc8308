import { describe, expect, test } from 'vitest';
import { type DraftData, readDraft } from '@/components/drafts/draft-data';
import type { InstanceType } from '@/services/instances/schemas';
import { suggestName } from './model-name';
import { draftOf } from './new-draft-page';
import { cheapestFit, fitOf, requestOf } from './plan';
import { canEnter, type Progress, resumeAt, type StepName, stepNames, stepsOf } from './steps';

const draft = (changes: Partial<DraftData>): DraftData => ({ ...readDraft({}), ...changes });
const upload = { id: 'upl_1', filename: 'iris.onnx', sizeBytes: 10, modifiedAt: 1, headSha256: 'x' };
const none: Progress = { uploaded: false, versionReady: false, deployed: false };
const compute = { ...draft({}).compute, instanceType: 'local.small' };
const release = { mode: 'new' as const, endpoint: 'iris' };

describe('steps', () => {
  test.each<[string, Partial<DraftData>, Partial<Progress>, StepName[], StepName]>([
    ['empty', {}, {}, ['source'], 'source'],
    ['uploading', { uploads: [upload], model: 'iris' }, {}, ['source', 'upload'], 'upload'],
    ['uploaded', { uploads: [upload], model: 'iris' }, { uploaded: true }, ['source', 'upload', 'inspect'], 'upload'],
    ['uploaded without a name', { uploads: [upload] }, { uploaded: true }, ['source', 'upload'], 'upload'],
    ['by S3', { source: 's3', s3Uri: 's3://b/k', model: 'iris' }, {}, ['source', 'inspect'], 'inspect'],
    ['checking', { uploads: [upload], model: 'iris', version: 1 }, { uploaded: true }, ['source', 'upload', 'inspect'], 'inspect'],
    ['ready', { source: 'version', model: 'iris', version: 1 }, { versionReady: true }, ['source', 'inspect', 'version', 'compute'], 'version'],
    [
      'with compute',
      { source: 'version', model: 'iris', version: 1, compute },
      { versionReady: true },
      ['source', 'inspect', 'version', 'compute', 'release'],
      'release',
    ],
    [
      'with a name',
      { source: 'version', model: 'iris', version: 1, compute, release },
      { versionReady: true },
      ['source', 'inspect', 'version', 'compute', 'release', 'review'],
      'review',
    ],
    [
      'deploying',
      { source: 'version', model: 'iris', version: 1, compute, release, deployment: { id: 'dep_1', endpoint: 'iris' } },
      { versionReady: true },
      ['deploy'],
      'deploy',
    ],
    [
      'deployed',
      { source: 'version', model: 'iris', version: 1, compute, release, deployment: { id: 'dep_1', endpoint: 'iris' } },
      { versionReady: true, deployed: true },
      ['deploy', 'predict'],
      'predict',
    ],
  ])('%s', (_name, changes, progress, open, at) => {
    const data = draft(changes);
    const now = { ...none, ...progress };
    expect(stepNames.filter((step) => canEnter(step, data, now))).toEqual(open);
    expect(resumeAt(data, now)).toBe(at);
    expect(canEnter(resumeAt(data, now), data, now)).toBe(true);
  });

  test('only files have an upload step', () => {
    expect(stepsOf({ source: 'files' })).toContain('upload');
    expect(stepsOf({ source: 'sample' })).not.toContain('upload');
  });
});

test.each([
  ['iris.onnx', 'iris'],
  ['Fraud Model_v2.tar.gz', 'Fraud-Model-v2'],
  ['folder/part/weights.bin', 'folder'],
  ['模型.onnx', ''],
  [`${'a'.repeat(80)}.zip`, 'a'.repeat(63)],
])('%s suggests the name %s', (filename, name) => {
  expect(suggestName(filename)).toBe(name);
});

test('a link into the wizard decides what it names', () => {
  const of = (query: string) => draftOf(new URLSearchParams(query));
  expect(of('sample=iris&auto=1')).toMatchObject({ source: 'sample', sample: 'iris', model: 'iris', auto: true });
  expect(of('model=fraud&version=3&endpoint=shop')).toMatchObject({
    source: 'version',
    model: 'fraud',
    version: 3,
    release: { mode: 'existing', endpoint: 'shop' },
  });
  expect(of('model=fraud')).toMatchObject({ source: 'files', model: 'fraud' });
  expect(of('model=../x&version=-1')).toEqual({ source: 'files' });
});

const type = (name: string, gib: number, price: number, available = true): InstanceType => ({
  name,
  cpus: 1,
  memoryBytes: gib * 2 ** 30,
  replicasMax: 4,
  priceMicrosPerHour: price,
  currency: 'USD',
  available,
  reason: '',
});

describe('instance types', () => {
  const types = [type('large', 8, 300), type('small', 1, 100), type('medium', 4, 200)];

  test('the cheapest that fits with a fifth to spare is suggested', () => {
    expect(cheapestFit(types, 1, 0.7 * 2 ** 30)?.name).toBe('small');
    expect(cheapestFit(types, 1, 0.9 * 2 ** 30)?.name).toBe('medium');
    expect(cheapestFit(types, 2, 2 * 2 ** 30)?.name).toBe('large');
  });

  test('one that cannot start is passed over', () => {
    expect(cheapestFit([type('small', 1, 100, false), type('medium', 4, 200)], 1, null)?.name).toBe('medium');
  });

  test('too many replicas do not fit', () => {
    expect(fitOf(type('small', 8, 1), 5, 1).fits).toBe(false);
  });
});

test('a draft asks for exactly what was chosen', () => {
  const data = draft({ source: 'version', model: 'iris', version: 2, compute: { ...compute, instances: 2, timeoutSeconds: 5 }, release });
  expect(requestOf(data)).toEqual({
    path: '/endpoints',
    body: {
      name: 'iris',
      config: {
        variants: [
          {
            name: 'main',
            model: 'iris',
            version: 2,
            instanceType: 'local.small',
            initialInstances: 2,
            minInstances: 2,
            maxInstances: 2,
            replicasPerInstance: 1,
            concurrency: 64,
            timeoutMs: 5000,
            batching: { enabled: true, maxSize: 64 },
            health: { golden: true, periodSeconds: 30, timeoutMs: 5_000, failuresMax: 3, successes: 2 },
          },
        ],
      },
    },
  });
  expect(requestOf(draft({ ...data, release: { mode: 'existing', endpoint: 'shop' } })).path).toBe('/endpoints/shop/deployments');
});
