import { z } from 'zod';
import { containerProtocols } from '@/core/container-model';
import { tasks } from '@/core/signature';
import { datatypes } from '@/core/tensors';
import { Name, VersionNumber } from '../names';
import { isoTime, PageInput, ReasonSchema, SentencesSchema } from '../page';
import { samples, stages, versionStates } from './states';

export { samples, stages, versionStates };

export const VersionSource = z.union([
  z.strictObject({ uploadId: z.string() }),
  z.strictObject({ uploadIds: z.array(z.string()).min(1).max(10_000) }),
  z.strictObject({ s3Uri: z.string().regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.+$/, 'must be s3://bucket/key') }),
  z.strictObject({ sample: z.enum(samples) }),
]);
export type VersionSource = z.infer<typeof VersionSource>;

const tensorSpec = { name: z.string().min(1), datatype: z.enum(datatypes), shape: z.array(z.number().int().min(-1)) };
const InputSpecSchema = z.object({
  ...tensorSpec,
  columns: z.array(z.string()).optional(),
  /** A value may be missing: everywhere, or in the columns at these positions. */
  nullable: z.union([z.literal(true), z.array(z.number().int().min(0))]).optional(),
  /** `true` and `false` count as 1 and 0. */
  booleans: z.literal(true).optional(),
  /** Positions of dimensions that the file leaves open and a person gave a size. */
  open: z.array(z.number().int().min(0)).optional(),
});
const OutputSpecSchema = z.object({ ...tensorSpec, role: z.enum(['label', 'scores', 'value', 'vector', 'distances', 'other']) });
export const SignatureSchema = z.object({
  task: z.enum(tasks),
  taskReason: z.string().optional(),
  default: z.string(),
  signatures: z.record(
    z.string(),
    z.object({
      inputs: z.array(InputSpecSchema),
      outputs: z.array(OutputSpecSchema),
      batchable: z.boolean().optional(),
      rowless: z.literal(true).optional(),
      entry: z.string().optional(),
    }),
  ),
  inputs: z.array(InputSpecSchema),
  outputs: z.array(OutputSpecSchema),
  labels: z.array(z.string()).optional(),
  /** Columns that the model does not look at: rows may hold them. */
  ignored: z.array(z.string()).optional(),
  batchable: z.boolean().optional(),
  /** Its answer has no row for each row: a request is one prediction. */
  rowless: z.literal(true).optional(),
  sentences: SentencesSchema,
});

const target = z.string().min(1).max(200);
const labels = z.array(z.string().min(1).max(1_000)).min(1).max(10_000);

/** Rows to prove and to measure the version by: CSV, JSON or NPY, at most 10,000 rows and 16 MiB. `target` names the column with the right answers. */
export const DataSampleInput = z.strictObject({ uploadId: z.string(), target: target.optional() });
/** The same for a version that is there; or the data sample of another version of the model. */
export const AttachDataSampleInput = z.union([DataSampleInput, z.strictObject({ version: VersionNumber })]);
const rowShape = z.array(z.number().int().min(-1).max(1_000_000)).min(1).max(8);
const inputName = z.string().max(200);
/**
 * What can be corrected of a signature until the version is published: null takes names away. Datatypes (by input, or by column where the file does not say
 * them) and shapes of one row (-1: any size) make the check run again; null goes back to what was found.
 */
export const SignatureChangeInput = z.strictObject({
  task: z.enum(tasks).optional(),
  labels: labels.nullable().optional(),
  columns: z.record(z.string(), labels.nullable()).optional(),
  datatypes: z.record(inputName, z.enum(datatypes).nullable()).optional(),
  shapes: z.record(inputName, rowShape.nullable()).optional(),
});
export type SignatureChangeInput = z.infer<typeof SignatureChangeInput>;
/** What a trainer measured, by name. */
const metrics = z.record(z.string().min(1).max(100), z.union([z.number(), z.string().max(200), z.boolean(), z.null()]));
/** What is said of a container image where it does not say it itself. */
const ContainerInput = z.strictObject({
  /** Of the image's entry point. Without them `serve` is tried, as SageMaker does, then none. */
  arguments: z.array(z.string().max(4_096)).max(64).optional(),
  environment: z
    .record(
      z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must be a name of a variable'),
      z
        .string()
        .max(8_192)
        .regex(/^[^\r\n\0]*$/, 'must be one line'),
    )
    .optional(),
  /** 8080, the ports the image names, 8000 and 8501 are tried otherwise. */
  port: z.number().int().min(1).max(65_535).optional(),
  protocol: z.enum(containerProtocols).optional(),
  /** The model's name within the container. */
  model: z.string().min(1).max(200).optional(),
  startupSeconds: z.number().int().min(1).max(540).optional(),
});

export const CreateVersionInput = z.object({
  model: Name,
  source: VersionSource,
  framework: z.enum(['onnx', 'tensorflow', 'sklearn', 'mxnet']).optional(),
  /** What a person corrects of the signature that is found: task, labels, column names; shapes of one row, for MXNet and containers, which may not have them; and
   * for scikit-learn and containers the type of each input, FP32 otherwise. */
  signature: z
    .object({
      task: z.enum(tasks).optional(),
      labels: z.array(z.string()).optional(),
      columns: z.record(z.string(), z.array(z.string())).optional(),
      shapes: z.record(inputName, rowShape).optional(),
      datatypes: z.record(inputName, z.enum(datatypes)).optional(),
    })
    .optional(),
  runtime: z.enum(['auto', 'onnx', 'native', 'container']).default('auto'),
  /** Anything worth knowing; `metrics` are what the trainer measured, such as `{"accuracy": 0.97}`. */
  metadata: z.looseObject({ metrics: metrics.optional() }).default({}),
  dataSample: DataSampleInput.optional(),
  container: ContainerInput.optional(),
});
export type CreateVersionInput = z.infer<typeof CreateVersionInput>;
export const VersionInput = z.object({ model: Name, version: VersionNumber });
export const UpdateVersionInput = VersionInput.extend({
  stage: z.enum(stages).optional(),
  notes: z.string().max(10_000).optional(),
  /** Lets a quarantined version be loaded in the sandbox; the reason is kept in the audit log. */
  approval: z.object({ reason: z.string().trim().min(8).max(2_000) }).optional(),
  /** Until it is published, that is while its stage is None and it was never deployed. */
  signature: SignatureChangeInput.optional(),
  /** Attaches rows, or with null takes them away; the version then answers them. */
  dataSample: AttachDataSampleInput.nullable().optional(),
  revision: z.number().int().optional(),
});
export type UpdateVersionInput = z.infer<typeof UpdateVersionInput>;
export const ListVersionsInput = PageInput.extend({ model: Name });

/** A deployment that brought a version to an endpoint. */
export const VersionDeploymentSchema = z.object({
  id: z.string(),
  endpoint: z.string(),
  /** The endpoint of that name is gone. */
  endpointDeleted: z.boolean(),
  number: z.number(),
  state: z.string(),
  variants: z.array(z.object({ name: z.string(), weight: z.number() })),
  createdBy: z.string(),
  createdAt: isoTime,
  /** Since when callers were sent to it, and until when; null where it never served, or still does. */
  servedFrom: isoTime.nullable(),
  servedUntil: isoTime.nullable(),
});
export type VersionDeployment = z.infer<typeof VersionDeploymentSchema>;
export const ListVersionDeploymentsInput = PageInput.extend({ model: Name, version: VersionNumber });

/** Steps of a check: of ONNX files, of models that are loaded in their own framework first, and of container images. */
export const onnxSteps = ['unpack', 'detect', 'signature', 'load', 'predict'] as const;
export const nativeSteps = ['unpack', 'detect', 'scan', 'toolchain', 'load', 'convert', 'parity', 'signature', 'predict'] as const;
export const containerSteps = ['unpack', 'detect', 'image', 'load', 'signature', 'predict'] as const;
export const checkSteps = [...nativeSteps, 'image'] as const;
export const CheckSchema = z.object({
  step: z.enum(checkSteps),
  result: z.enum(['Pending', 'Running', 'Passed', 'Failed', 'Skipped']),
  durationMs: z.number().nullable(),
  evidence: z.string(),
  code: z.string().optional(),
  fix: z.string().optional(),
  sentences: SentencesSchema,
});
export type Check = z.infer<typeof CheckSchema>;
export const ParitySchema = z.object({
  verdict: z.enum(['Passed', 'OutOfTolerance', 'NotConverted']),
  samples: z.number(),
  /** How many of them are of the attached data sample. */
  ofDataSample: z.number().optional(),
  tolerance: z.number(),
  outputs: z.array(z.object({ name: z.string(), maxAbs: z.number(), meanAbs: z.number(), labelAgreement: z.number().nullable(), passed: z.boolean() })),
  batchInvariant: z.boolean().nullable(),
  msPerRow: z.object({ before: z.number(), after: z.number().nullable() }),
  precision: z.string(),
  why: z.string(),
  sentences: SentencesSchema,
});
export type Parity = z.infer<typeof ParitySchema>;
export const FileSchema = z.object({ path: z.string(), sizeBytes: z.number(), sha256: z.string() });

export const DataSampleSchema = z.object({ filename: z.string(), sizeBytes: z.number(), sha256: z.string(), target: z.string().nullable() });
/** How a version answered its data sample. */
export const EvaluationSchema = z.object({
  state: z.enum(['Pending', 'Done', 'Failed', 'Skipped']),
  rows: z.number().nullable(),
  /** `accuracy` of a classification; `r2`, `mae` and `rmse` of a regression; none without targets. */
  metrics: z.record(z.string(), z.number()),
  msPerRow: z.number().nullable(),
  at: isoTime.nullable(),
  /** Why it could not be evaluated. */
  reason: ReasonSchema.nullable(),
});
export type Evaluation = z.infer<typeof EvaluationSchema>;

/** The last correction of datatypes or shapes, for which the check ran again. One that was not taken has left everything as it was. */
export const CorrectionSchema = z.object({
  state: z.enum(['Checking', 'Taken', 'NotTaken']),
  wanted: SignatureChangeInput,
  by: z.string(),
  at: isoTime,
  /** Why it was not taken. */
  reason: ReasonSchema.nullable(),
});
export type Correction = z.infer<typeof CorrectionSchema>;

export const VersionSchema = z.object({
  id: z.string(),
  model: z.string(),
  version: z.number(),
  state: z.enum(versionStates),
  stage: z.enum(stages),
  framework: z.string().nullable(),
  frameworkVersion: z.string().nullable(),
  format: z.string().nullable(),
  signature: SignatureSchema.nullable(),
  files: z.array(FileSchema),
  checks: z.array(CheckSchema),
  /** How alike the converted model and its original answer; null for models that came as ONNX. */
  parity: ParitySchema.nullable(),
  /** Environment it is loaded in where it runs in its own framework. */
  toolchain: z.string().nullable(),
  /** Names in the file beyond the allow-list, while it is quarantined. */
  findings: z.array(z.object({ module: z.string(), name: z.string() })),
  reason: ReasonSchema.nullable(),
  /** A task API body that this version answers, made from its signature. */
  sample: z.unknown().nullable(),
  /** Rows that were attached, and how it answered them; null without any. */
  dataSample: DataSampleSchema.nullable(),
  evaluation: EvaluationSchema.nullable(),
  /** Whether its signature may still be corrected. */
  published: z.boolean(),
  /** What persons said of datatypes and shapes: `{datatypes, shapes}`. */
  wishes: z.object({ datatypes: z.record(z.string(), z.string()).optional(), shapes: z.record(z.string(), z.array(z.number())).optional() }),
  correction: CorrectionSchema.nullable(),
  loadMs: z.number().nullable(),
  peakMemoryBytes: z.number().nullable(),
  source: z.unknown(),
  metadata: z.record(z.string(), z.unknown()),
  notes: z.string(),
  /** Endpoints that serve it now. */
  usedBy: z.array(z.string()),
  createdBy: z.string(),
  createdAt: isoTime,
  revision: z.number(),
});
export type Version = z.infer<typeof VersionSchema>;
