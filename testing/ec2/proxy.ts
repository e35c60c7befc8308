import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What happens to the calls of an action, such as `SetDesiredCapacity`. */
export type Fault =
  /** Answered with this error; nothing is done. */
  | { readonly type: 'error'; readonly code: string; readonly message?: string; readonly status?: number }
  /** Not answered. With `done` it takes effect all the same, as a call does whose answer is lost. */
  | { readonly type: 'hang'; readonly done: boolean }
  /** Answered with this XML; nothing is done. */
  | { readonly type: 'answer'; readonly xml: string }
  /** Done, and its answer changed on the way. */
  | { readonly type: 'change'; readonly change: (xml: string) => string };

export interface Call {
  readonly action: string;
  readonly form: URLSearchParams;
}

type Rule = { readonly action: string; readonly fault: Fault; times: number; readonly when: (call: Call) => boolean };

/**
 * Stands between the fleet and moto: makes the faults that moto has not, and corrects two answers of moto that would hide mistakes: a size above a
 * group's maximum is refused, and so is a second group of the same name.
 */
export class AwsProxy {
  readonly calls: Call[] = [];
  readonly #target: string;
  readonly #server: Server;
  readonly #rules: Rule[] = [];
  readonly #held = new Set<ServerResponse>();
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(target: string) {
    this.#target = target;
    this.#server = createServer((req, res) => void this.#answer(req, res));
  }

  static async open(target: string): Promise<AwsProxy> {
    const proxy = new AwsProxy(target);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next `times` calls of an action, of those that `when` picks, fail so; by default all until {@link heal}. */
  fail(action: string, fault: Fault, { times = Number.POSITIVE_INFINITY, when = () => true }: { times?: number; when?: (call: Call) => boolean } = {}): void {
    this.#rules.push({ action, fault, times, when });
  }

  heal(): void {
    this.#rules.length = 0;
    this.calls.length = 0;
  }

  countOf(action: string): number {
    return this.calls.filter((call) => call.action === action).length;
  }

  async close(): Promise<void> {
    for (const res of this.#held) res.destroy();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const form = new URLSearchParams(body.toString('utf8'));
    const call = { action: form.get('Action') ?? '', form };
    this.calls.push(call);
    const rule = this.#rules.find((one) => one.action === call.action && one.times > 0 && one.when(call));
    if (rule !== undefined) rule.times--;
    const fault = rule?.fault ?? (await this.#correct(call));
    if (fault?.type === 'error') return send(res, fault.status ?? 400, errorXml(call.form, fault.code, fault.message ?? fault.code));
    if (fault?.type === 'answer') return send(res, 200, fault.xml);
    if (fault?.type === 'hang' && !fault.done) return void this.#held.add(res);
    const answer = await this.#pass(req, body);
    if (fault?.type === 'hang') return void this.#held.add(res);
    send(res, answer.status, fault?.type === 'change' ? fault.change(answer.text) : answer.text);
  }

  /** One after the other: moto's threads stumble over one another's changes. */
  #pass(req: IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> {
    const mine = this.#turn.then(() => this.#send(req, body));
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  async #send(req: IncomingMessage, body: Buffer): Promise<{ status: number; text: string }> {
    const headers = {
      'content-type': req.headers['content-type'] ?? '',
      authorization: req.headers.authorization ?? '',
      'x-amz-date': String(req.headers['x-amz-date'] ?? ''),
    };
    const answer = await fetch(this.#target, { method: 'POST', headers, body: new Uint8Array(body) });
    return { status: answer.status, text: await answer.text() };
  }

  async #correct({ action, form }: Call): Promise<Fault | null> {
    const name = form.get('AutoScalingGroupName') ?? '';
    if (action !== 'SetDesiredCapacity' && action !== 'CreateAutoScalingGroup') return null;
    const max = await this.#maxOf(name);
    if (action === 'CreateAutoScalingGroup') {
      return max === null
        ? null
        : { type: 'error', code: 'AlreadyExists', message: 'AutoScalingGroup by this name already exists - A group with the name exists' };
    }
    const desired = Number(form.get('DesiredCapacity'));
    const message = `New SetDesiredCapacity value ${desired} is above max value ${max} for the AutoScalingGroup.`;
    return max !== null && desired > max ? { type: 'error', code: 'ValidationError', message } : null;
  }

  async #maxOf(group: string): Promise<number | null> {
    const body = new URLSearchParams({ Action: 'DescribeAutoScalingGroups', Version: '2011-01-01', 'AutoScalingGroupNames.member.1': group });
    const authorization = 'AWS4-HMAC-SHA256 Credential=testkey/20260101/us-east-1/autoscaling/aws4_request, SignedHeaders=host, Signature=0';
    const asked = this.#turn.then(async () => (await fetch(this.#target, { method: 'POST', body, headers: { authorization } })).text());
    this.#turn = asked.catch(() => undefined);
    const max = /<MaxSize>(\d+)<\/MaxSize>/.exec(await asked)?.[1];
    return max === undefined ? null : Number(max);
  }
}

/** EC2 and the older query services word their errors differently. */
function errorXml(form: URLSearchParams, code: string, message: string): string {
  const error = `<Code>${code}</Code><Message>${message}</Message>`;
  if (form.get('Version') === '2011-01-01') return `<ErrorResponse><Error><Type>Sender</Type>${error}</Error><RequestId>r</RequestId></ErrorResponse>`;
  return `<Response><Errors><Error>${error}</Error></Errors><RequestID>r</RequestID></Response>`;
}

function send(res: ServerResponse, status: number, xml: string): void {
  if (res.destroyed) return;
  res.writeHead(status, { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(xml) });
  res.end(xml);
}
