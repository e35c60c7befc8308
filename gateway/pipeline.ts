import { authenticate } from './auth/authenticate';
import { authorize } from './auth/authorize';
import { limit } from './auth/limit';
import { lookup } from './cache/lookup';
import { settle } from './metering/settle';
import type { Stage } from './pipeline-services';
import { encode } from './protocols/encode';
import { parameters } from './protocols/parameters';
import { readBody } from './protocols/read-body';
import { resolve } from './routing/resolve';
import { admit } from './scheduling/admit';
import { dispatch } from './scheduling/dispatch';

/** Every inference request passes these stages in this order. A stage may answer early; nothing is retried once a response byte is out. */
export const pipeline: readonly Stage[] = [
  authenticate, // who: before anything that costs memory or leaks existence
  resolve, //      which endpoint, variant, version: from the snapshot, never the database
  authorize, //    may they, and is it in service: the resource is known now
  limit, //        per-key rate and concurrency: before the body is read
  readBody, //     bounded; beyond 64 KiB it stays a list of pieces
  parameters, //   deadline and variant that the body names; its tensors are decoded and checked in the replica
  lookup, //       cache and single flight: a hit spends no queue slot
  admit, //        bounded queue with the request's own deadline; overflow is answered here
  dispatch, //     to a replica; tried elsewhere only while nothing went out
  encode, //       the caller's protocol
  settle, //       usage record written, then the first byte
];

/** Where a request goes back to when its replica was lost. */
export const admitStage = pipeline.indexOf(admit);
