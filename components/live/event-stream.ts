import type { LiveEvent } from '@/services/events/schemas';

/** What a stream of server-sent events brings: `id` and `data` of each message. */
export interface StreamMessage {
  readonly id: string;
  readonly data: string;
}

/** Splits the text of an event stream into messages; comments (heartbeats) and other fields are passed over. */
export class EventParser {
  #rest = '';
  #id = '';
  #data: string[] = [];

  /** @returns the messages that `chunk` completes */
  push(chunk: string): StreamMessage[] {
    const lines = (this.#rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    const messages: StreamMessage[] = [];
    for (const line of lines) this.#line(line, messages);
    return messages;
  }

  #line(line: string, messages: StreamMessage[]): void {
    if (line === '') {
      if (this.#data.length > 0) messages.push({ id: this.#id, data: this.#data.join('\n') });
      this.#data = [];
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    if (field === 'id') this.#id = value;
  }
}

export interface StreamHandlers {
  onOpen(): void;
  onEvent(event: LiveEvent): void;
}

/** Silence after which a stream counts as lost: three heartbeats of 15 s. */
const silenceMs = 45_000;

/**
 * Reads one event stream until it ends, fails, falls silent or is aborted.
 * @param lastEventId where the last stream stopped; the server replays from there
 * @returns the id of the last event that came
 */
export async function readEventStream(topics: readonly string[], lastEventId: string, handlers: StreamHandlers, signal: AbortSignal): Promise<string> {
  const silence = new AbortController();
  const stop = AbortSignal.any([signal, silence.signal]);
  let timer = setTimeout(() => silence.abort(), silenceMs);
  let last = lastEventId;
  try {
    const answer = await fetch(`/api/v1/events?topics=${encodeURIComponent(topics.join(','))}`, {
      headers: { accept: 'text/event-stream', ...(last === '' ? {} : { 'last-event-id': last }) },
      signal: stop,
    });
    if (!answer.ok || answer.body === null) throw new Error(`the stream answered ${answer.status}`);
    handlers.onOpen();
    const parser = new EventParser();
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return last;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), silenceMs);
      for (const message of parser.push(value)) {
        last = message.id === '' ? last : message.id;
        handlers.onEvent(JSON.parse(message.data) as LiveEvent);
      }
    }
  } catch {
    return last; // a lost stream is the normal case; the caller reconnects or polls
  } finally {
    clearTimeout(timer);
  }
}
