import type { KnownUpload } from '@/components/uploads/upload-tasks';
import { type Health, HealthInput, healthOf } from '@/services/replica-health/schemas';
import { samples } from '@/services/versions/states';

/** What the wizard keeps between its steps. */
export interface DraftData {
  readonly source: 'files' | 's3' | 'version' | 'sample';
  readonly uploads: readonly KnownUpload[];
  readonly s3Uri: string;
  readonly sample: (typeof samples)[number] | null;
  /** The model's name: chosen for files and S3, given for the others. */
  readonly model: string;
  readonly description: string;
  /** The registered or chosen version. */
  readonly version: number | null;
  /** Counts how often the same source was registered anew on purpose. */
  readonly attempt: number;
  /** Shapes of one row by input, where the files do not have them. */
  readonly shapes: Readonly<Record<string, number[]>>;
  /** Rows to measure the version by, and the column with the right answers. */
  readonly dataSample: KnownUpload | null;
  readonly target: string;
  readonly compute: {
    readonly instanceType: string;
    readonly instances: number;
    readonly replicasPerInstance: number;
    readonly concurrency: number;
    readonly timeoutSeconds: number;
    readonly batching: boolean;
    readonly batchMaxSize: number;
    readonly health: Health;
  };
  readonly release: { readonly mode: 'new' | 'existing'; readonly endpoint: string };
  readonly deployment: { readonly id: string; readonly endpoint: string } | null;
  /** Goes on by itself from step to step: the sample of the first minute. */
  readonly auto: boolean;
}

type Json = Readonly<Record<string, unknown>>;
const partOf = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown, otherwise: number): number => (typeof value === 'number' && Number.isFinite(value) ? value : otherwise);
const choiceOf = <Value extends string>(value: unknown, choices: readonly Value[], otherwise: Value): Value =>
  choices.find((one) => one === value) ?? otherwise;

/** Reads a stored draft; whatever is missing or damaged in it becomes its default, so that every draft opens. */
export function readDraft(stored: Json): DraftData {
  const compute = partOf(stored.compute);
  const release = partOf(stored.release);
  const deployment = partOf(stored.deployment);
  return {
    source: choiceOf(stored.source, ['files', 's3', 'version', 'sample'], 'files'),
    uploads: Array.isArray(stored.uploads) ? stored.uploads.flatMap(readUpload) : [],
    s3Uri: textOf(stored.s3Uri),
    sample: samples.find((one) => one === stored.sample) ?? null,
    model: textOf(stored.model),
    description: textOf(stored.description),
    version: typeof stored.version === 'number' ? stored.version : null,
    attempt: numberOf(stored.attempt, 0),
    shapes: shapesOf(partOf(stored.shapes)),
    dataSample: readUpload(stored.dataSample).at(0) ?? null,
    target: textOf(stored.target),
    compute: {
      instanceType: textOf(compute.instanceType),
      instances: numberOf(compute.instances, 1),
      replicasPerInstance: numberOf(compute.replicasPerInstance, 1),
      concurrency: numberOf(compute.concurrency, 64),
      timeoutSeconds: numberOf(compute.timeoutSeconds, 30),
      batching: compute.batching !== false,
      batchMaxSize: numberOf(compute.batchMaxSize, 64),
      health: HealthInput.safeParse(compute.health).data ?? healthOf({}),
    },
    release: { mode: choiceOf(release.mode, ['new', 'existing'], 'new'), endpoint: textOf(release.endpoint) },
    deployment: textOf(deployment.id) === '' ? null : { id: textOf(deployment.id), endpoint: textOf(deployment.endpoint) },
    auto: stored.auto === true,
  };
}

function shapesOf(stored: Json): Record<string, number[]> {
  const isShape = (value: unknown): value is number[] => Array.isArray(value) && value.every((size) => Number.isInteger(size));
  return Object.fromEntries(Object.entries(stored).filter((entry): entry is [string, number[]] => isShape(entry[1])));
}

function readUpload(value: unknown): KnownUpload[] {
  const upload = partOf(value);
  if (textOf(upload.id) === '' || textOf(upload.filename) === '') return [];
  return [
    {
      id: textOf(upload.id),
      filename: textOf(upload.filename),
      sizeBytes: numberOf(upload.sizeBytes, 0),
      modifiedAt: numberOf(upload.modifiedAt, 0),
      headSha256: textOf(upload.headSha256),
    },
  ];
}
