import type { Clock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { readPlaygroundToken, sha256Hex } from '@/core/secrets';
import { accessWords } from '@/core/sentences/access';
import { inferenceWords } from '@/core/sentences/inference';
import type { Sentence } from '@/core/sentences/sentence';
import type { RequestHead } from '../http/request-head';
import type { RoutingTable } from '../routing/table';
import { type Principal, playgroundPrincipal } from './principal';

const cachedMax = 4096;
const credentialLengthMax = 2048;

/** Finds who sent a request. Credentials seen before cost one look-up; the memory is dropped with every change of the snapshot. */
export class Authenticator {
  readonly #table: RoutingTable;
  readonly #tokenSecret: Uint8Array;
  readonly #clock: Clock;
  #known = new Map<string, Principal>();
  #knownTable = -1;

  constructor(table: RoutingTable, tokenSecret: Uint8Array, clock: Clock) {
    this.#table = table;
    this.#tokenSecret = tokenSecret;
    this.#clock = clock;
  }

  /** @throws AppError `UNAUTHENTICATED`; `NO_HEALTHY_REPLICA` until the first snapshot, since no key can be judged without one */
  authenticate(head: RequestHead): Principal {
    if (!this.#table.loaded) throw new AppError('NO_HEALTHY_REPLICA', { detail: inferenceWords.noRoutes(), retryAfterSeconds: 1 });
    const credential = credentialOf(head);
    if (this.#knownTable !== this.#table.generation) {
      this.#known = new Map();
      this.#knownTable = this.#table.generation;
    }
    let principal = this.#known.get(credential);
    if (principal === undefined) {
      principal = this.#look(credential);
      if (this.#known.size >= cachedMax) this.#known.clear();
      this.#known.set(credential, principal);
    }
    if (principal.expiresAt <= this.#clock.now()) throw refused(accessWords.keyExpired(), accessWords.makeKey());
    return principal;
  }

  #look(credential: string): Principal {
    if (credential.startsWith('aimt_')) {
      const claims = readPlaygroundToken(this.#tokenSecret, credential, this.#clock.now());
      if (claims === null) throw refused(accessWords.tokenInvalid(), accessWords.reloadPlayground());
      return playgroundPrincipal(claims);
    }
    const principal = this.#table.keyBySha256(sha256Hex(credential));
    if (principal === undefined) throw refused(accessWords.keyNotKnown(), accessWords.checkKey());
    return principal;
  }
}

function credentialOf(head: RequestHead): string {
  const authorization = head.get('authorization');
  const credential = authorization === undefined ? head.get('x-api-key') : bearerOf(authorization);
  if (credential === undefined || credential === '' || credential.length > credentialLengthMax) {
    throw refused(accessWords.needsKey(), accessWords.sendKey());
  }
  return credential;
}

function bearerOf(authorization: string): string | undefined {
  return authorization.length > 7 && authorization.slice(0, 7).toLowerCase() === 'bearer ' ? authorization.slice(7).trim() : undefined;
}

function refused(detail: Sentence, fix: Sentence): AppError {
  return new AppError('UNAUTHENTICATED', { detail, fix });
}
