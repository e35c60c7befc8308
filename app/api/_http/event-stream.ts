import { SettingsError } from '@/core/settings';
import { type EventStream, type EventSubscription, openEventStream } from '@/services/events';
import type { LiveEvent } from '@/services/events/schemas';
import { getResources } from './resources';

const heartbeatMs = 15_000;
const recheckMs = 1_000;
/** A client that takes nothing for so many events comes back with the id of its last one instead. */
const waitingMax = 4_000;

const shared = globalThis as { aimassEventStream?: EventStream };

/** One listening connection for the process, opened with the first stream. */
function getEventStream(): EventStream {
  const { settings, database, log } = getResources();
  if (settings.DATABASE_URL === undefined) throw new SettingsError(['DATABASE_URL: is needed']);
  shared.aimassEventStream ??= openEventStream({ databaseUrl: settings.DATABASE_URL, database, log });
  return shared.aimassEventStream;
}

/** Ends the process's listening connection; tests do, before they drop their database. */
export async function stopEventStream(): Promise<void> {
  await shared.aimassEventStream?.stop();
  delete shared.aimassEventStream;
}

export interface EventStreamOptions extends Omit<EventSubscription, 'onEvent'> {
  /** Whether the caller may still listen; asked before an event is sent, at most once a second. */
  readonly isAllowed: () => Promise<boolean>;
  /** Fires when the client has left. */
  readonly signal: AbortSignal;
}

/**
 * A `text/event-stream` with a comment every 15 s, so that proxies and clients see that it lives. It ends when the client leaves,
 * when the caller lost the right to listen, or when it is read too slowly.
 * @throws AppError `DATABASE_UNREACHABLE`
 */
export async function eventStreamResponse(options: EventStreamOptions): Promise<Response> {
  const { isAllowed, signal, ...subscription } = options;
  const connection = new EventConnection(isAllowed);
  const subscribed = await getEventStream().subscribe({ ...subscription, onEvent: (event) => connection.push(event) });
  connection.onEnd(() => subscribed.close());
  if (signal.aborted) connection.end();
  else signal.addEventListener('abort', () => connection.end(), { once: true });
  return new Response(connection.body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' },
  });
}

/** One client that listens: events wait here while it is asked whether the caller may still hear them. */
class EventConnection {
  readonly body: ReadableStream<Uint8Array>;
  readonly #isAllowed: () => Promise<boolean>;
  readonly #encoder = new TextEncoder();
  readonly #waiting: LiveEvent[] = [];
  readonly #heartbeat: NodeJS.Timeout;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #allowedAt = performance.now();
  #draining = false;
  #ended = false;
  #whenEnded: (() => void) | null = null;

  constructor(isAllowed: () => Promise<boolean>) {
    this.#isAllowed = isAllowed;
    this.body = new ReadableStream(
      {
        start: (controller) => {
          this.#controller = controller;
          this.#write('retry: 2000\n\n');
        },
        cancel: () => this.end(),
      },
      { highWaterMark: waitingMax },
    );
    this.#heartbeat = setInterval(() => void this.#beat(), heartbeatMs);
    this.#heartbeat.unref();
  }

  onEnd(callback: () => void): void {
    this.#whenEnded = callback;
    if (this.#ended) callback();
  }

  push(event: LiveEvent): void {
    if (this.#ended) return;
    this.#waiting.push(event);
    const unread = this.#waiting.length + waitingMax - (this.#controller?.desiredSize ?? waitingMax);
    if (unread > waitingMax) this.end();
    else void this.#drain();
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#heartbeat);
    this.#whenEnded?.();
    try {
      this.#controller?.close();
    } catch {
      // the client closed it first
    }
  }

  async #drain(): Promise<void> {
    if (this.#draining) return;
    this.#draining = true;
    try {
      for (let event = this.#waiting.shift(); event !== undefined && !this.#ended; event = this.#waiting.shift()) {
        if (await this.#mayGoOn()) this.#write(toFrame(event));
        else this.end();
      }
    } catch {
      this.end(); // nobody can say whether the caller may listen: the client comes back, and polls meanwhile
    } finally {
      this.#draining = false;
    }
  }

  async #mayGoOn(): Promise<boolean> {
    if (performance.now() - this.#allowedAt < recheckMs) return true;
    const allowed = await this.#isAllowed();
    this.#allowedAt = performance.now();
    return allowed;
  }

  /** While the database is away nothing can be told, but the connection lives. */
  async #beat(): Promise<void> {
    const allowed = await this.#isAllowed().catch(() => true);
    if (allowed) this.#write(': alive\n\n');
    else this.end();
  }

  #write(text: string): void {
    if (!this.#ended) this.#controller?.enqueue(this.#encoder.encode(text));
  }
}

function toFrame(event: LiveEvent): string {
  return `${event.id === '' ? '' : `id: ${event.id}\n`}data: ${JSON.stringify(event)}\n\n`;
}
