import type { Observations } from '../health/observations';
import { LeadershipLost } from '../leader';
import { apply, type Reach } from './apply';
import { observe } from './observe';
import { plan } from './plan';
import type { Action } from './world';

/** Actions after which there is more to do at once. Others wait for a notice or the period, since they may have to be repeated for long. */
const moving: readonly Action['type'][] = ['reserve', 'in-service', 'lose', 'drain', 'terminate', 'shift', 'end-deployment'];

/** Actions carried out at once: enough that a slow host holds nobody up, and fewer than the database has connections. */
const lanes = 4;

/**
 * One pass: observe, plan, apply. Endpoints do not wait for one another's troubles: an action that fails is planned again.
 * @returns true when the next pass shall follow at once
 */
export async function reconcile(reach: Reach, observations: Observations): Promise<boolean> {
  const fleet = await reach.fleet.list().catch((error: unknown) => {
    reach.log.warn({ err: error }, 'the fleet does not answer; nothing is concluded from that');
    return null;
  });
  const senses = { fleet, observations, memory: reach.memory, leadsSince: reach.leadership.since, startMsMax: reach.fleet.startMsMax };
  const world = await reach.leadership.fenced((ctx) => observe(ctx, senses));
  const queue = plan(world);
  const results = await Promise.all(Array.from({ length: lanes }, () => work(reach, queue)));
  return results.includes(true);
}

/** Takes actions off the queue until it is empty. @throws LeadershipLost */
async function work(reach: Reach, queue: Action[]): Promise<boolean> {
  let done = false;
  for (let action = queue.shift(); action !== undefined; action = queue.shift()) {
    try {
      await apply(reach, action);
      done ||= moving.includes(action.type);
    } catch (error) {
      if (error instanceof LeadershipLost) throw error;
      reach.log.warn({ err: error, action: action.type }, 'an action failed; it is planned again');
    }
  }
  return done;
}
