import type { Clock } from '@/core/clock';
import type { RoutingTable } from '../routing/table';
import type { GaugeSample } from '../sync-messages';

const sampleMs = 1_000;
const bucketMs = 10_000;

interface Running {
  readonly organizationId: string;
  readonly endpointId: string;
  readonly variant: string;
  readonly name: 'queue' | 'inflight';
  sum: number;
  count: number;
  max: number;
}

/** Looks at queues and requests under way once a second and gives away each 10 s bucket when it is over. */
export class Gauges {
  readonly #clock: Clock;
  readonly #table: RoutingTable;
  readonly #post: (samples: GaugeSample[]) => void;
  readonly #timer: NodeJS.Timeout;
  #bucketAt: number;
  #running = new Map<string, Running>();

  constructor(clock: Clock, table: RoutingTable, post: (samples: GaugeSample[]) => void) {
    this.#clock = clock;
    this.#table = table;
    this.#post = post;
    this.#bucketAt = bucketOf(clock.now());
    this.#timer = setInterval(() => this.sample(), sampleMs).unref();
  }

  sample(): void {
    const at = bucketOf(this.#clock.now());
    if (at !== this.#bucketAt) {
      this.flush();
      this.#bucketAt = at;
    }
    for (const endpoint of this.#table.endpoints()) {
      for (const { name, scheduler } of endpoint.variants) {
        scheduler.onRoom(); // nobody waits on for replicas that did not come
        this.#add(endpoint.organizationId, endpoint.id, name, 'queue', scheduler.queue.length);
        this.#add(endpoint.organizationId, endpoint.id, name, 'inflight', scheduler.inFlight);
      }
    }
  }

  flush(): void {
    const samples = [...this.#running.values()].map((running) => ({ ...running, at: this.#bucketAt }));
    this.#running = new Map();
    if (samples.length > 0) this.#post(samples);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.flush();
  }

  #add(organizationId: string, endpointId: string, variant: string, name: Running['name'], value: number): void {
    const key = `${endpointId}/${variant}/${name}`;
    const running = this.#running.get(key) ?? { organizationId, endpointId, variant, name, sum: 0, count: 0, max: 0 };
    running.sum += value;
    running.count += 1;
    running.max = Math.max(running.max, value);
    this.#running.set(key, running);
  }
}

function bucketOf(wallMs: number): number {
  return Math.floor(wallMs / bucketMs) * bucketMs;
}
