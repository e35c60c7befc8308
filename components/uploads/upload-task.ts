import { ApiError } from '@/client/http';
import type { Upload } from '@/services/uploads/schemas';
import { Rate } from './rate';
import type { SendPart } from './send-part';
import type { UploadApi } from './upload-api';

export type UploadPhase = 'Hashing' | 'Uploading' | 'Paused' | 'Offline' | 'Verifying' | 'Ready' | 'Failed';

export interface UploadView {
  readonly phase: UploadPhase;
  readonly id: string | null;
  readonly filename: string;
  readonly sizeBytes: number;
  readonly sentBytes: number;
  readonly partsDone: number;
  readonly parts: number;
  readonly bytesPerSecond: number;
  readonly sha256: string | null;
  readonly error: unknown;
}

export interface UploadWorld {
  readonly api: UploadApi;
  readonly sendPart: SendPart;
  /** SHA-256 of the whole file, in hex. */
  readonly hash: (file: Blob, signal: AbortSignal) => Promise<string>;
  readonly now: () => number;
  /** Resolves after `ms`, or at once when aborted. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Resolves once the machine is online again. */
  readonly online: (signal: AbortSignal) => Promise<void>;
  readonly isOnline: () => boolean;
  readonly random: () => number;
}

const parallel = 4;
const attemptsMax = 6;
/** Up to here the hash is made first, so that bytes the storage already has are not sent at all. */
const hashFirstBytes = 64 * 1_048_576;
const verifyPollMs = 400;

/**
 * Sends one file in parts, four at a time; retries each part five times, waits while offline, asks for new addresses when they have
 * expired, and goes on after a pause, a failure or a reload without sending what has arrived.
 * States: Hashing → Uploading ⇄ Paused/Offline → Verifying → Ready, or Failed (`start` tries again from there).
 */
export class UploadTask {
  view: UploadView;
  readonly #file: File;
  readonly #world: UploadWorld;
  readonly #listeners = new Set<() => void>();
  readonly #rate = new Rate();
  readonly #sent = new Map<number, number>();
  #upload: Upload | null;
  #abort: AbortController | null = null;
  #ownHash: Promise<string | null> | null = null;

  /** @param upload what the server knows already, to go on with it */
  constructor(file: File, filename: string, world: UploadWorld, upload: Upload | null = null) {
    this.#file = file;
    this.#world = world;
    this.#upload = upload;
    this.view = {
      phase: 'Paused',
      id: upload?.id ?? null,
      filename,
      sizeBytes: file.size,
      sentBytes: 0,
      partsDone: 0,
      parts: 0,
      bytesPerSecond: 0,
      sha256: null,
      error: null,
    };
    if (upload !== null) this.#adopt(upload);
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins or goes on. Ends when the file is Ready, paused or failed; never throws. */
  async start(): Promise<void> {
    if (this.#abort !== null || this.view.phase === 'Ready') return;
    const abort = new AbortController();
    this.#abort = abort;
    try {
      await this.#run(abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) this.#set({ phase: 'Failed', error, bytesPerSecond: 0 });
    } finally {
      abort.abort(); // ends what still runs beside a failure
      if (this.#abort === abort) this.#abort = null;
    }
  }

  pause(): void {
    if (this.#abort === null) return;
    this.#abort.abort();
    this.#abort = null;
    this.#rate.reset();
    this.#set({ phase: 'Paused', bytesPerSecond: 0 });
  }

  /** Stops and removes what has arrived from the storage. */
  async cancel(): Promise<void> {
    this.pause();
    if (this.#upload !== null) await this.#world.api.remove(this.#upload.id);
  }

  async #run(signal: AbortSignal): Promise<void> {
    this.#set({ error: null });
    const upload = this.#upload === null ? await this.#create(signal) : await this.#world.api.get(this.#upload.id);
    this.#adopt(upload);
    if (upload.state !== 'Ready' && upload.state !== 'Verifying') {
      this.#set({ phase: 'Uploading' });
      this.#ownHash ??= this.view.sha256 === null ? this.#world.hash(this.#file, new AbortController().signal).catch(() => null) : null;
      await this.#sendAll(signal);
      this.#set({ phase: 'Verifying', bytesPerSecond: 0 });
      this.#adopt(await this.#world.api.complete(upload.id));
    }
    await this.#untilVerified(upload.id, signal);
  }

  async #create(signal: AbortSignal): Promise<Upload> {
    const input = { filename: this.view.filename, sizeBytes: this.#file.size };
    if (this.#file.size > hashFirstBytes) return this.#world.api.create(input);
    this.#set({ phase: 'Hashing' });
    const sha256 = await this.#world.hash(this.#file, signal);
    this.#set({ sha256 });
    return this.#world.api.create({ ...input, sha256 });
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    const waiting = (this.#upload?.parts ?? []).filter((part) => !part.arrived).map((part) => part.number);
    const lane = async (): Promise<void> => {
      for (let number = waiting.shift(); number !== undefined && !signal.aborted; number = waiting.shift()) await this.#sendOne(number, signal);
    };
    await Promise.all(Array.from({ length: parallel }, lane));
    signal.throwIfAborted();
  }

  async #sendOne(number: number, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      if (!this.#world.isOnline()) await this.#untilOnline(signal);
      signal.throwIfAborted();
      const part = this.#upload?.parts.find((one) => one.number === number);
      if (this.#upload === null || part === undefined || part.url === null) return; // arrived meanwhile
      const begin = (number - 1) * this.#upload.partSizeBytes;
      const body = this.#file.slice(begin, begin + part.sizeBytes);
      const answer = await this.#world.sendPart(part.url, body, (bytes) => this.#progress(number, bytes), signal);
      signal.throwIfAborted();
      if (answer.status >= 200 && answer.status < 300) {
        this.#progress(number, part.sizeBytes);
        this.#set({ partsDone: this.view.partsDone + 1 });
        return;
      }
      this.#progress(number, 0);
      if (answer.status === 0 && !this.#world.isOnline()) {
        attempt = 0; // being offline is no failure of the part
        continue;
      }
      const problem = refusal(answer, part.url, number, this.#upload.parts.length);
      if (problem.code === 'STORAGE_FULL' || attempt >= attemptsMax) throw problem;
      await this.#world.wait(Math.min(15_000, 300 * 2 ** attempt) * (0.5 + this.#world.random() / 2), signal);
      if (answer.status === 403) this.#adopt(await this.#world.api.get(this.#upload.id)); // the addresses have expired: these are signed anew
    }
  }

  async #untilOnline(signal: AbortSignal): Promise<void> {
    this.#set({ phase: 'Offline', bytesPerSecond: 0 });
    await this.#world.online(signal);
    this.#rate.reset();
    if (!signal.aborted) this.#set({ phase: 'Uploading' });
  }

  async #untilVerified(id: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const upload = this.#upload;
      if (upload?.state === 'Ready') break;
      if (upload?.state === 'Failed') throw failureOf(upload.reason);
      this.#set({ phase: 'Verifying' });
      await this.#world.wait(verifyPollMs, signal);
      signal.throwIfAborted();
      this.#adopt(await this.#world.api.get(id));
    }
    const ours = this.view.sha256 ?? (await (this.#ownHash ?? null));
    const theirs = this.#upload?.sha256 ?? null;
    if (ours !== null && theirs !== null && ours !== theirs) {
      const sentences = { detail: { code: 'uploads.storedDiffers', params: {} } };
      const detail = 'The stored bytes are not those of the chosen file.';
      throw new ApiError(409, { code: 'UPLOAD_FILE_CHANGED', detail, sentences, evidence: `${ours}\n${theirs}` });
    }
    this.#set({ phase: 'Ready', sentBytes: this.#file.size, sha256: theirs ?? ours });
  }

  /** Takes over what the server says: parts that arrived count as sent. */
  #adopt(upload: Upload): void {
    this.#upload = upload;
    for (const part of upload.parts) if (part.arrived) this.#sent.set(part.number, part.sizeBytes);
    this.#set({ id: upload.id, parts: upload.parts.length, partsDone: upload.parts.filter((part) => part.arrived).length, sentBytes: this.#total() });
  }

  #progress(number: number, bytes: number): void {
    this.#sent.set(number, bytes);
    const sentBytes = this.#total();
    this.#rate.record(this.#world.now(), sentBytes);
    this.#set({ sentBytes, bytesPerSecond: this.#rate.bytesPerSecond });
  }

  #total(): number {
    let sum = 0;
    for (const bytes of this.#sent.values()) sum += bytes;
    return Math.min(sum, this.#file.size);
  }

  #set(changes: Partial<UploadView>): void {
    this.view = { ...this.view, ...changes };
    for (const listener of this.#listeners) listener();
  }
}

function refusal(answer: { status: number; text: string }, url: string, number: number, parts: number): ApiError {
  const given = parseProblem(answer.text);
  const elsewhere = /^https?:/.test(url);
  const corsFix = 'If the bucket is reached at all, its CORS rules must allow PUT from this origin.';
  return new ApiError(answer.status, {
    code: 'UPLOAD_PART_REJECTED',
    detail: `The storage refused part ${number} of ${parts}${answer.status === 0 ? ': there was no answer' : `: status ${answer.status}`}.`,
    evidence: answer.status !== 0 && given === null ? answer.text.slice(0, 500) : undefined,
    fix: answer.status === 0 && elsewhere ? corsFix : undefined,
    ...given,
  });
}

/** What the server found wrong, as if it had refused the call. */
function failureOf(reason: Upload['reason']): ApiError {
  const { message: detail, fix, evidence, code, sentences = {} } = reason ?? {};
  const { message: said, fix: advice, evidence: figures } = sentences;
  const told = {
    ...(said === undefined ? {} : { detail: said }),
    ...(advice === undefined ? {} : { fix: advice }),
    ...(figures === undefined ? {} : { evidence: figures }),
  };
  return new ApiError(409, { code, detail, fix, evidence, sentences: told });
}

function parseProblem(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && 'code' in value ? (value as Record<string, unknown>) : null;
  } catch {
    return null; // S3 answers in XML
  }
}
