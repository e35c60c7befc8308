import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { repositoryRoot } from '@/core/bundle';
import type { NativeModel } from '@/core/native-model';
import { pythonSentence } from '@/core/sentences/python';
import { textOf, type Words } from '@/core/sentences/sentence';
import { Tail } from '@/core/tail';
import type { Tensor } from '@/core/tensors';
import { decodeTensorBlock, encodeTensorBlock } from '@/core/wire/tensor-block';
import { type Ended, endOf, killGroup, type ProcessLimits, watchFigures } from '../limited-process';
import type { Sandbox } from '../sandbox';
import type { Toolchain } from '../toolchains';
import { type Frame, readFrames, writeFrame } from './frames';

const gibibyte = 1024 ** 3;

/** Where a framework process runs, and what it may see. */
export interface ToolPlace {
  readonly sandbox: Sandbox;
  readonly toolchain: Pick<Toolchain, 'python' | 'readOnly'>;
  /** Holds the version's files; read-only. */
  readonly folder: string;
  /** The one folder it may write to; null while it serves. */
  readonly work: string | null;
  readonly limits: ProcessLimits;
}

const shape = z
  .array(
    z
      .number()
      .int()
      .min(-1)
      .max(2 ** 32),
  )
  .max(32);
const tensor = { name: z.string().min(1).max(1000), datatype: z.string() };
const inputSchema = z.object({
  ...tensor,
  shape,
  columns: z.array(z.string()).optional(),
  nullable: z.union([z.literal(true), z.array(z.number().int().min(0))]).optional(),
  booleans: z.literal(true).optional(),
});
const outputSchema = z.object({ ...tensor, shape: shape.nullable(), role: z.string() });
const namedSchema = z.object({ inputs: z.array(inputSchema).min(1), outputs: z.array(outputSchema).min(1) });
const descriptionSchema = namedSchema.extend({
  version: z.string(),
  what: z.string(),
  task: z.string().nullable(),
  /** Name of the signature described, and the others by theirs; of frameworks whose models have several. */
  signature: z.string().min(1).max(500).optional(),
  signatures: z.record(z.string().min(1).max(500), namedSchema).optional(),
  labels: z.array(z.string()).nullable(),
  /** Columns of its table that it does not look at. */
  ignored: z.array(z.string()).optional(),
  /** A task API body it answers, of frameworks whose rows have names. */
  example: z.unknown().optional(),
  precisions: z.array(z.string()).max(4),
  loadMs: z.number(),
  peakBytes: z.number(),
});

/** What a loaded model is, as its framework says. Shapes have the rows first; -1 is free, null unknown until it has answered. */
export type NativeDescription = z.infer<typeof descriptionSchema>;

/** `shapes`: of the outputs, for all rows together. */
const answeredSchema = z.object({ rows: z.number(), batchMs: z.number(), oneMs: z.number(), shapes: z.array(shape) });
type Answered = z.infer<typeof answeredSchema>;

const errorSchema = z.object({
  code: z.string().nullable(),
  /** What the model itself said. */
  message: z.string().max(4_000).default(''),
  /** Names of sentences of core/sentences/python.ts, and what fills them. */
  sentence: z.string().max(100).default(''),
  fix: z.string().max(100).default(''),
  params: z.record(z.string().max(100), z.string().max(4_000)).default({}),
});

/** The model raised an error, or was refused. `code` is null for what the model itself said. */
export class NativeError extends Error {
  readonly code: string | null;
  readonly words: Words;
  readonly fix: Words;

  constructor({ code, words, fix = '' }: { code: string | null; words: Words; fix?: Words }) {
    super(textOf(words));
    this.name = 'NativeError';
    this.code = code;
    this.words = words;
    this.fix = fix;
  }
}

/** It comes from a process that strangers' files were loaded in: what is not understood is no more than text. */
function errorOf(said: unknown): NativeError {
  const read = errorSchema.safeParse(said);
  if (!read.success) return new NativeError({ code: null, words: 'its error is not understood' });
  const { code, message, sentence, fix, params } = read.data;
  return new NativeError({ code, words: pythonSentence(sentence, params) ?? message, fix: pythonSentence(fix, params) ?? '' });
}

/** The process is gone: by itself, by a limit, or because the caller ended it. */
export class NativeEnded extends Error {
  readonly ended: Ended;

  constructor(ended: Ended) {
    super(`the framework process ended (${ended.by}, ${ended.signal ?? ended.code})`);
    this.name = 'NativeEnded';
    this.ended = ended;
  }
}

/** One Python process with one model, in the sandbox (`frameworks/python/tool.py`). It answers one question at a time. */
export class NativeTool {
  readonly #child: ChildProcess;
  readonly #pid: () => number | null;
  readonly #place: ToolPlace;
  readonly #tail = new Tail();
  readonly #ended: Promise<Ended>;
  #by: Ended['by'] = 'itself';
  #peakBytes = 0;
  #asked: { resolve: (frame: Frame) => void; reject: (error: unknown) => void } | null = null;
  #end: Ended | null = null;

  constructor(place: ToolPlace, framework: NativeModel['framework'], signal?: AbortSignal) {
    this.#place = place;
    const root = join(repositoryRoot(), 'frameworks');
    const own = [join(root, 'python'), join(root, framework)];
    const readOnly = [...own, ...place.toolchain.readOnly, ...(existsSync(place.folder) ? [place.folder] : [])];
    const env = { HOME: place.work ?? '/tmp', TMPDIR: place.work ?? '/tmp', LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1' };
    const memoryBytes = Math.round(place.limits.memoryBytes * 1.1) + 256 * 1024 ** 2;
    const limits = { memoryBytes, addressBytes: memoryBytes + 16 * gibibyte, temporaryBytes: 2 * gibibyte };
    const { command, args, pid } = place.sandbox.wrap(
      [place.toolchain.python, '-I', '-B', join(root, 'python', 'tool.py')],
      { readOnly, writable: place.work },
      { env, limits },
    );
    this.#child = spawn(command, args, {
      cwd: place.work ?? '/',
      env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...env } as unknown as NodeJS.ProcessEnv,
      stdio: 'pipe',
      detached: true,
    });
    this.#pid = pid ?? (() => this.#child.pid ?? null);
    this.#ended = this.#watch(signal);
  }

  /** Of the first process in its sandbox, as this machine counts. */
  get pid(): number | null {
    return this.#pid();
  }

  get limits(): ProcessLimits {
    return this.#place.limits;
  }

  /** What it printed last. */
  get log(): readonly string[] {
    return this.#tail.lines;
  }

  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** @throws NativeError, NativeEnded */
  async load(model: NativeModel): Promise<NativeDescription> {
    const at = (path: string): string => join(this.#place.folder, path);
    const { approved = [], shapes = {}, datatypes = {}, columns = {}, framework, format, toolchain } = model;
    const paths = {
      file: at(model.entry),
      ...(model.parameters === undefined ? {} : { params: at(model.parameters) }),
      ...(model.shapesFile === undefined ? {} : { shapesFile: at(model.shapesFile) }),
    };
    const said = { framework, format, toolchain, approved, shapes, datatypes, columns };
    const { message } = await this.#ask({ op: 'load', ...said, work: this.#place.work ?? '/tmp', ...paths }, null);
    const described = descriptionSchema.safeParse(message); // it comes from a process that strangers' files were loaded in
    if (described.success) return described.data;
    throw new NativeError({ code: null, words: `its description is not understood: ${z.prettifyError(described.error)}` });
  }

  /** @returns outputs in the order of the description @throws NativeError, NativeEnded, AppError `BAD_REQUEST` for an answer that is none */
  async run(inputs: readonly Tensor[], signature: string | null = null): Promise<Tensor[]> {
    const { block } = await this.#ask({ op: 'run', signature }, encodeTensorBlock(inputs));
    return decodeTensorBlock(block);
  }

  /**
   * Writes rows to compare by and the answers to them into `file`: made-up ones, and those of the file `given`.
   * @param of  another signature than the default @throws NativeError, NativeEnded
   */
  async samples(rows: number, file: string, of: { readonly given?: string; readonly signature?: string } = {}): Promise<Answered> {
    return answeredSchema.parse((await this.#ask({ op: 'samples', rows, file, given: of.given ?? null, signature: of.signature ?? null }, null)).message);
  }

  /** Writes an ONNX file. @throws NativeError, NativeEnded */
  async convert(file: string, precision: string, signature: string | null = null): Promise<{ ms: number; repairs: string[] }> {
    return (await this.#ask({ op: 'convert', file, precision, signature }, null)).message as { ms: number; repairs: string[] };
  }

  /** Ends it; resolves once it is gone. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    const gone = setTimeout(() => this.#kill('caller'), 1_000);
    await this.#ended;
    clearTimeout(gone);
  }

  /** Ends it at once, whatever it does. */
  kill(): void {
    this.#kill('wall');
  }

  /** Resolves when the process has ended, for whatever reason. */
  get ended(): Promise<Ended> {
    return this.#ended;
  }

  #ask(message: object, block: Buffer | null): Promise<Frame> {
    if (this.#end !== null) return Promise.reject(new NativeEnded(this.#end));
    if (this.#asked !== null) return Promise.reject(new Error('the framework process is asked while it answers'));
    return new Promise<Frame>((resolve, reject) => {
      this.#asked = { resolve, reject };
      if (this.#child.stdin !== null) writeFrame(this.#child.stdin, message, block);
    });
  }

  #answer(frame: Frame): void {
    const asked = this.#asked;
    this.#asked = null;
    const { error, peakBytes } = frame.message as { error?: unknown; peakBytes?: number };
    if (typeof peakBytes === 'number') this.#peakBytes = Math.max(this.#peakBytes, peakBytes);
    if (error === undefined) asked?.resolve(frame);
    else asked?.reject(errorOf(error));
  }

  /** What it sends is no answer: whoever asked is told so, and it ends. */
  #fault(why: string): void {
    const asked = this.#asked;
    this.#asked = null;
    asked?.reject(new NativeError({ code: null, words: `its answer cannot be read: ${why}` }));
    this.#kill('itself');
  }

  #kill(why: Ended['by']): void {
    if (this.#by === 'itself') this.#by = why;
    killGroup(this.#child.pid);
  }

  async #watch(signal: AbortSignal | undefined): Promise<Ended> {
    const child = this.#child;
    const { limits } = this.#place;
    const onAbort = (): void => this.#kill('caller');
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort);
    const watch = watchFigures(
      this.#pid,
      limits,
      (bytes) => {
        this.#peakBytes = Math.max(this.#peakBytes, bytes);
      },
      (why) => this.#kill(why),
    );
    const timer = Number.isFinite(limits.wallMs) ? setTimeout(() => this.#kill('wall'), limits.wallMs) : undefined;
    if (child.stderr !== null) this.#tail.follow(child.stderr);
    child.stdin?.on('error', () => undefined); // it ended before it read: its end tells
    if (child.stdout !== null)
      readFrames(
        child.stdout,
        (frame) => this.#answer(frame),
        (why) => this.#fault(why),
      );
    const result = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) => {
      child.once('error', () => resolve([127, null]));
      child.once('close', (code, exitSignal) => resolve([code, exitSignal]));
    });
    watch.stop();
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    killGroup(child.pid); // whatever it left behind
    const [code, exitSignal] = endOf(result);
    // Nobody here killed it, so the kernel did, for the memory of its control group or of the machine.
    if (this.#by === 'itself' && exitSignal === 'SIGKILL') this.#by = 'memory';
    this.#end = { by: this.#by, code, signal: exitSignal, peakBytes: this.#peakBytes, log: this.log };
    this.#asked?.reject(new NativeEnded(this.#end));
    this.#asked = null;
    return this.#end;
  }
}
