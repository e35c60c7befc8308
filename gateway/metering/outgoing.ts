import type { Clock } from '@/core/clock';
import { inferenceWords } from '@/core/sentences/inference';
import { errorAnswer } from '../protocols/error-answer';
import type { Answer, RequestContext } from '../request-context';
import { encodeRecord } from './record';
import { meteringUnavailable, type Spool } from './spool';

interface OutgoingOptions {
  readonly clock: Clock;
  readonly spool: Spool;
  /** Each answer waits until its `start` record is durable. */
  readonly strict: boolean;
  readonly schedule: () => void;
}

const everyAnswer = 'X-AIMass-Cache: bypass\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n';

/**
 * The last step of every turn: the records of all answers in one write, then the answers. In strict mode a `start` record is written
 * when the request goes to its replica, so that the sync runs while the model does, and the answer waits for it; its `end` follows.
 */
export class Outgoing {
  readonly #options: OutgoingOptions;
  #answers: RequestContext[] = [];
  #spare: RequestContext[] = [];
  readonly #waiting: RequestContext[] = [];
  #sequence = 0;
  #urgent = false;

  constructor(options: OutgoingOptions) {
    this.#options = options;
  }

  /** The request goes to a replica. */
  begin(request: RequestContext): void {
    if (!this.#options.strict || request.startWrite > 0) return;
    const { spool } = this.#options;
    request.gatewaySeq = ++this.#sequence;
    request.startWrite = spool.nextWrite;
    spool.append(encodeRecord(request, 'start', 0, '', 0, 0));
    this.#urgent = true;
    this.#options.schedule();
  }

  answer(request: RequestContext): void {
    this.#answers.push(request);
    this.#options.schedule();
  }

  /** The turn's end. */
  flush(): void {
    const { spool, clock } = this.#options;
    if (this.#urgent) {
      this.#urgent = false;
      spool.flush(true);
    }
    this.#releaseWaiting();
    if (this.#answers.length === 0) return;
    const answers = this.#answers;
    this.#answers = this.#spare;
    this.#spare = answers;
    const now = clock.monotonic();
    let count = 0;
    for (let i = 0; i < answers.length; i++) {
      const request = answers[i];
      if (this.#mustWait(request)) this.#waiting.push(request);
      else {
        if (request.startWrite > 0 && spool.isLost(request.startWrite)) request.answer = this.#unrecorded(request);
        answers[count++] = request;
      }
    }
    answers.length = count;
    for (let i = 0; i < count; i++) this.#record(answers[i], now);
    const written = spool.flush(false);
    for (let i = 0; i < count; i++) this.#send(answers[i], now, written);
    answers.length = 0;
  }

  #mustWait(request: RequestContext): boolean {
    const { spool } = this.#options;
    return request.startWrite > 0 && request.answer?.status === 200 && request.startWrite > spool.syncedWrite && !spool.isLost(request.startWrite);
  }

  #releaseWaiting(): void {
    if (this.#waiting.length === 0) return;
    let kept = 0;
    for (const request of this.#waiting) {
      if (this.#mustWait(request)) this.#waiting[kept++] = request;
      else this.#answers.push(request);
    }
    this.#waiting.length = kept;
  }

  #record(request: RequestContext, now: number): void {
    const { answer } = request;
    if (request.endpoint === null || answer === null || answer.code === 'METERING_UNAVAILABLE') return;
    if (request.gatewaySeq === 0) request.gatewaySeq = ++this.#sequence;
    const kind = request.startWrite > 0 ? 'end' : 'whole';
    const bytesOut = typeof answer.body === 'string' ? Buffer.byteLength(answer.body) : answer.body.byteLength;
    this.#options.spool.append(encodeRecord(request, kind, answer.status, answer.code, bytesOut, (now - request.startedAt) * 1000));
  }

  #unrecorded(request: RequestContext): Answer {
    return errorAnswer(meteringUnavailable(this.#options.spool.problem ?? inferenceWords.usageNotRecorded()), request);
  }

  #send(request: RequestContext, now: number, written: boolean): void {
    let { answer } = request;
    if (answer === null) return;
    if (!written && request.endpoint !== null && answer.code !== 'METERING_UNAVAILABLE') answer = this.#unrecorded(request);
    const totalUs = (now - request.startedAt) * 1000;
    const route = request.variant ?? request.endpoint;
    route?.metrics.record(request, answer.status, totalUs);
    if (request.gone) return;
    request.connection.respond(answer.status, fieldsOf(request, answer, totalUs), answer.body);
  }
}

function fieldsOf(request: RequestContext, answer: Answer, totalUs: number): string {
  const route = request.variant ?? request.endpoint;
  const queueUs = request.gatewayQueueUs + request.replicaQueueUs;
  const gatewayUs = Math.max(0, totalUs - queueUs - request.batchUs - request.modelUs);
  const timing = `Server-Timing: gateway;dur=${ms(gatewayUs)}, queue;dur=${ms(queueUs)}, batch;dur=${ms(request.batchUs)}, model;dur=${ms(request.modelUs)}\r\n`;
  return `${answer.fields}X-Request-Id: ${request.requestId}\r\n${route?.fields ?? ''}${everyAnswer}${timing}`;
}

const thousandths = Array.from({ length: 1000 }, (_, i) => (i === 0 ? '' : `.${String(i).padStart(3, '0')}`));

/** µs as ms with three decimals at most; put together from whole numbers, which costs a third of formatting a fraction. */
function ms(us: number): string {
  const whole = Math.round(us);
  const milliseconds = Math.floor(whole / 1000);
  return `${milliseconds}${thousandths[whole - milliseconds * 1000]}`;
}
