const share = 0.2;
const retriesMin = 3;
export const attemptsMax = 3;

/**
 * Bounds second attempts under way at once to 20 % of the active requests, at least 3, so that a failing replica does not multiply the
 * load. A retry beyond that waits its turn; it is not given up before its deadline.
 */
export class RetryBudget {
  underWay = 0;

  allows(active: number): boolean {
    return this.underWay < Math.max(retriesMin, active * share);
  }
}
