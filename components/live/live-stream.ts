import type { QueryClient } from '@tanstack/react-query';
import type { LiveEvent } from '@/services/events/schemas';
import { readEventStream } from './event-stream';
import { touches } from './topics';

export interface LiveState {
  readonly mode: 'connecting' | 'live' | 'polling';
  /** When the data shown was last known to be current; ms since 1970. */
  readonly asOf: number | null;
}

const pollMs = 5_000;
const settleMs = 150;
const refreshMs = 1_000;
const backoffMs = [500, 2_000, 5_000, 15_000];

/** The tab's one event stream: reconnects with what it last saw, polls after two failures, rests while the tab is hidden. */
export class LiveStream {
  state: LiveState = { mode: 'connecting', asOf: null };
  readonly #client: QueryClient;
  readonly #counts = new Map<string, number>();
  readonly #listeners = new Set<() => void>();
  readonly #dirty = new Set<string>();
  #abort: AbortController | null = null;
  #settle: ReturnType<typeof setTimeout> | null = null;
  #refresh: ReturnType<typeof setTimeout> | null = null;
  #poll: ReturnType<typeof setInterval> | null = null;
  #started = false;
  #lastEventId = '';
  #failures = 0;

  constructor(client: QueryClient) {
    this.#client = client;
  }

  /** @returns how to stop it */
  start(): () => void {
    this.#started = true;
    const onVisibility = (): void => (document.hidden ? this.#close() : this.#reopenSoon());
    document.addEventListener('visibilitychange', onVisibility);
    this.#reopenSoon();
    return () => {
      this.#started = false;
      document.removeEventListener('visibilitychange', onVisibility);
      this.#close();
    };
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** @returns how to leave the topics again */
  join(topics: readonly string[]): () => void {
    for (const topic of topics) this.#counts.set(topic, (this.#counts.get(topic) ?? 0) + 1);
    this.#reopenSoon();
    return () => {
      for (const topic of topics) {
        const left = (this.#counts.get(topic) ?? 1) - 1;
        if (left > 0) this.#counts.set(topic, left);
        else this.#counts.delete(topic);
      }
      this.#reopenSoon();
    };
  }

  /** Pages come and go in bursts; one reopening serves them all. */
  #reopenSoon(): void {
    if (this.#settle !== null) clearTimeout(this.#settle);
    this.#settle = setTimeout(() => void this.#open(), settleMs);
  }

  #close(): void {
    if (this.#settle !== null) clearTimeout(this.#settle);
    if (this.#refresh !== null) clearTimeout(this.#refresh);
    this.#refresh = null;
    this.#abort?.abort();
    this.#abort = null;
    this.#stopPolling();
  }

  async #open(): Promise<void> {
    this.#close();
    if (!this.#started || document.hidden || this.#counts.size === 0) return;
    const abort = new AbortController();
    this.#abort = abort;
    const topics = [...this.#counts.keys()].sort();
    if (this.#failures >= 2) this.#startPolling();
    const handlers = {
      onOpen: () => {
        this.#failures = 0;
        this.#stopPolling();
        this.#set('live');
        this.#touch(topics); // what was fetched before the stream was open may have changed meanwhile
      },
      onEvent: (event: LiveEvent) => this.#touch(event.type === 'stream.reset' ? topics : [event.topic]),
    };
    this.#lastEventId = await readEventStream(topics, this.#lastEventId, handlers, abort.signal);
    if (abort.signal.aborted || !this.#started) return;
    this.#failures += 1;
    if (this.#failures >= 2) this.#startPolling();
    this.#settle = setTimeout(() => void this.#open(), backoffMs[Math.min(this.#failures, backoffMs.length) - 1]);
  }

  /** Marks topics as changed; what they touch is fetched again at most once a second. */
  #touch(topics: readonly string[]): void {
    for (const topic of topics) this.#dirty.add(topic);
    this.#set(this.state.mode);
    if (this.#refresh !== null) return;
    this.#refresh = setTimeout(() => {
      this.#refresh = null;
      const dirty = [...this.#dirty];
      this.#dirty.clear();
      this.#invalidate(dirty);
    }, refreshMs / 4);
  }

  #invalidate(topics: readonly string[]): void {
    void this.#client.invalidateQueries({
      predicate: (query) => {
        const wanted = query.meta?.topics;
        return Array.isArray(wanted) && wanted.some((one: unknown) => typeof one === 'string' && topics.some((topic) => touches(topic, one)));
      },
    });
  }

  #startPolling(): void {
    this.#set('polling');
    this.#poll ??= setInterval(() => {
      this.#invalidate([...this.#counts.keys()]);
      this.#set('polling');
    }, pollMs);
  }

  #stopPolling(): void {
    if (this.#poll !== null) clearInterval(this.#poll);
    this.#poll = null;
  }

  #set(mode: LiveState['mode']): void {
    this.state = { mode, asOf: Date.now() };
    for (const listener of this.#listeners) listener();
  }
}
