import type { Clock } from '@/core/clock';
import { AppError, isAppError, toAppError, toProblem } from '@/core/errors';
import type { Logger } from '@/core/log';
import { accessWords } from '@/core/sentences/access';
import { inferenceWords } from '@/core/sentences/inference';
import { uploadWords } from '@/core/sentences/uploads';
import packageJson from '@/package.json';
import type { Authenticator } from './auth/authenticator';
import { mayKnow, unknownEndpoint } from './auth/authorize';
import type { Principal } from './auth/principal';
import type { ConsoleProxy } from './console/console-proxy';
import type { Exchange, HttpConnection } from './http/connection';
import type { RequestHead } from './http/request-head';
import { fieldLine } from './http/response-head';
import type { HttpHandlers } from './http/server';
import { type Inference, requestIdOf } from './inference';
import type { GatewayState } from './operations/gateway-state';
import { problemBody, retryAfter } from './protocols/error-answer';
import { modelMetadata, modelReady, serverMetadata } from './protocols/model-metadata';
import { type RouteMatch, routeOf } from './routes';
import type { EndpointRoute, RoutingTable } from './routing/table';
import { PartExchange, type PartStore, readPartUrl } from './uploads/upload-part';

interface SurfaceOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly table: RoutingTable;
  readonly authenticator: Authenticator;
  readonly inference: Inference;
  readonly state: GatewayState;
  readonly console: ConsoleProxy;
  readonly metricsPage: (principal: Principal) => string;
  readonly parts: { readonly store: PartStore; readonly secret: Uint8Array } | null;
  /** Where plain HTTP is sent to, or null where it is served. */
  readonly redirectPort: () => number | null;
}

const json = 'Content-Type: application/json\r\n';
const noStore = 'Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n';

/** Everything behind the public port: reads the route off a request's head and begins what answers it. */
export class Surface implements HttpHandlers {
  readonly #options: SurfaceOptions;

  constructor(options: SurfaceOptions) {
    this.#options = options;
  }

  handle(head: RequestHead, connection: HttpConnection): Exchange | null {
    const route = routeOf(head.method, head.path);
    try {
      return this.#begin(route, head, connection);
    } catch (error) {
      this.#answerError(error, head, connection, route);
      return null;
    }
  }

  refuse(error: unknown, connection: HttpConnection): void {
    if (!isAppError(error)) this.#options.log.error({ err: error }, 'a connection failed by a fault of the gateway');
    this.#answerError(error, null, connection, null);
  }

  #begin(route: RouteMatch, head: RequestHead, connection: HttpConnection): Exchange | null {
    const { inference, state, console } = this.#options;
    const { service, names } = route;
    if (service !== 'health' && service !== 'readiness' && this.#redirected(head, connection)) return null;
    switch (service) {
      case 'predict':
        return inference.begin(connection, head, 'task', names[0], 0);
      case 'infer':
        return inference.begin(connection, head, 'open-inference', names[0], versionOf(names[1]));
      case 'console':
        return console.begin(connection, head, requestIdOf(head));
      case 'health':
        return answerJson(connection, 200, { status: 'ok' });
      case 'readiness': {
        const missing = state.missing();
        return answerJson(connection, missing.length === 0 ? 200 : 503, missing.length === 0 ? { ready: true } : { ready: false, missing });
      }
      case 'server-live':
        return answerJson(connection, 200, { live: true });
      case 'server-ready': {
        const isReady = state.missing().length === 0;
        return answerJson(connection, isReady ? 200 : 503, { ready: isReady });
      }
      case 'upload-part':
        return this.#beginPart(head, connection, names);
      default:
        return this.#answerKnown(route, head, connection);
    }
  }

  /** What needs credentials and is answered at once. */
  #answerKnown({ service, names, allow }: RouteMatch, head: RequestHead, connection: HttpConnection): null {
    const principal = this.#options.authenticator.authenticate(head);
    switch (service) {
      case 'server-metadata':
        return answerJson(connection, 200, serverMetadata(packageJson.version));
      case 'model-metadata':
        return answerJson(connection, 200, modelMetadata(this.#endpoint(head, names[0]), versionOf(names[1])));
      case 'model-ready':
        return answerJson(connection, 200, modelReady(this.#endpoint(head, names[0]), versionOf(names[1])));
      case 'metrics':
        if (!principal.mayReadMetrics) throw new AppError('PERMISSION_DENIED', { detail: accessWords.mayNotReadMetrics() });
        connection.respond(200, `Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n${noStore}`, this.#options.metricsPage(principal));
        return null;
      default:
        if (allow !== '') throw new AppError('METHOD_NOT_ALLOWED', { detail: inferenceWords.method({ method: head.method, allowed: allow }) });
        throw new AppError('NOT_FOUND', { detail: inferenceWords.nothingAt({ path: head.path.slice(0, 200) }) });
    }
  }

  #endpoint(head: RequestHead, name: string): EndpointRoute {
    const principal = this.#options.authenticator.authenticate(head);
    const endpoint = this.#options.table.endpoint(principal.organizationId, name);
    if (endpoint === undefined || !mayKnow(principal, endpoint)) throw unknownEndpoint(name);
    if (!principal.mayInvoke && !principal.mayRead) throw new AppError('PERMISSION_DENIED', { detail: accessWords.mayNotRead() });
    return endpoint;
  }

  #beginPart(head: RequestHead, connection: HttpConnection, names: readonly string[]): Exchange {
    const { parts, clock } = this.#options;
    if (parts === null) throw new AppError('NOT_FOUND', { detail: uploadWords.partsGoToS3() });
    const part = readPartUrl(parts.secret, head, names, clock.now());
    return new PartExchange(connection, parts.store, part, (result) => {
      if ('error' in result) this.#answerError(result.error, head, connection, null);
      else connection.respond(200, `${fieldLine('ETag', result.etag)}${noStore}`, '');
    });
  }

  #redirected(head: RequestHead, connection: HttpConnection): boolean {
    const port = connection.encrypted ? null : this.#options.redirectPort();
    if (port === null) return false;
    const host = head.host.replace(/:\d+$/, '');
    connection.respond(308, fieldLine('Location', `https://${host}${port === 443 ? '' : `:${port}`}${head.target}`), '');
    return true;
  }

  #answerError(error: unknown, head: RequestHead | null, connection: HttpConnection, route: RouteMatch | null): void {
    const known = toAppError(error);
    if (known.code === 'INTERNAL') this.#options.log.error({ err: error }, 'a request failed by a fault of the gateway');
    const requestId = head === null ? requestIdOf(noHead) : requestIdOf(head);
    const challenge = known.status === 401 ? 'WWW-Authenticate: Bearer\r\n' : '';
    const allow = route === null || route.allow === '' || known.code !== 'METHOD_NOT_ALLOWED' ? '' : fieldLine('Allow', route.allow);
    const fields = `X-Request-Id: ${requestId}\r\n${noStore}${challenge}${allow}${retryAfter(known.details.retryAfterSeconds)}`;
    if (route?.service === 'server-metadata' || route?.service.startsWith('model-'))
      connection.respond(known.status, json + fields, JSON.stringify({ error: toProblem(known, requestId).detail }));
    else connection.respond(known.status, `Content-Type: application/problem+json\r\n${fields}`, problemBody(known, requestId, head?.get('accept-language')));
  }
}

const noHead = { get: () => undefined };

/** A version in a path: a positive whole number; anything else is served by nothing. */
function versionOf(text: string | undefined): number {
  if (text === undefined) return 0;
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : -1;
}

function answerJson(connection: HttpConnection, status: number, value: object): null {
  connection.respond(status, `${json}${noStore}`, JSON.stringify(value));
  return null;
}
