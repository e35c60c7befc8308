import { expect, test } from 'vitest';
import { scalingDefaults } from '@/core/scaling/types';
import { VariantInput } from '@/services/endpoint-configs/schemas';
import type { Endpoint } from '@/services/endpoints/schemas';
import type { InstanceType } from '@/services/instances/schemas';
import { draftOf, estimateOf, variantOf } from './rollout-draft';

const variant: Endpoint['variants'][number] = {
  name: 'blue',
  model: 'iris',
  version: 2,
  modelId: 'mdl_1',
  versionId: 'ver_1',
  weight: 3,
  instanceType: 'local.medium',
  initialInstances: 2,
  minInstances: 1,
  maxInstances: 4,
  replicasPerInstance: 2,
  concurrency: 8,
  timeoutMs: 1_500,
  batching: { enabled: false, maxSize: 7 },
  cache: { enabled: true, ttlSeconds: 5 },
  scaling: { ...scalingDefaults, schedules: [], metric: 'requests', target: 30 },
  desiredWeight: 3,
  currentWeight: 3,
  desiredInstances: 2,
  currentInstances: 2,
  desiredReplicas: 4,
  readyReplicas: 4,
  health: { golden: true, periodSeconds: 7, timeoutMs: 900, failuresMax: 2, successes: 1 },
  unhealthyReplicas: 0,
  task: 'classify',
};
const endpoint = { variants: [{ ...variant, name: 'small', desiredWeight: 1 }, variant] } as unknown as Endpoint;

test('a new deployment begins with the variant that serves most, and keeps what the form does not show', () => {
  const draft = draftOf(endpoint);
  expect(draft).toMatchObject({ model: 'iris', version: 2, instances: 2, timeoutSeconds: 1.5 });
  expect(variantOf({ ...draft, version: 3 }, variant)).toMatchObject({
    name: 'blue',
    version: 3,
    timeoutMs: 1_500,
    batching: variant.batching,
    cache: variant.cache,
    scaling: variant.scaling,
    health: variant.health,
    minInstances: 1,
    maxInstances: 4,
  });
});

test.each([1, 4, 9])('%i instances always make a variant the API takes', (instances) => {
  expect(VariantInput.safeParse(variantOf({ ...draftOf(endpoint), instances }, variant)).success).toBe(true);
});

test('a number that was fixed stays fixed', () => {
  const fixed = { ...variant, minInstances: 2, maxInstances: 2 };
  expect(variantOf({ ...draftOf({ variants: [fixed] } as unknown as Endpoint), instances: 3 }, fixed)).toMatchObject({ minInstances: 3, maxInstances: 3 });
});

test('an endpoint that never served gets a valid draft as soon as a version is chosen', () => {
  const draft = { ...draftOf({ variants: [] } as unknown as Endpoint), model: 'iris', version: 1 };
  expect(VariantInput.safeParse(variantOf(draft, undefined)).success).toBe(true);
});

test('the price is that of all instances, and of both sides during the shift', () => {
  const type: InstanceType = {
    name: 'local.medium',
    cpus: 1,
    memoryBytes: 1,
    replicasMax: 4,
    priceMicrosPerHour: 40_000,
    currency: 'USD',
    available: true,
    reason: '',
  };
  expect(estimateOf(draftOf(endpoint), [type], 20_000)).toEqual({ perHourMicros: 80_000, perMonthMicros: 58_400_000, peakPerHourMicros: 100_000 });
  expect(estimateOf(draftOf(endpoint), [], 0)).toBeNull();
});
