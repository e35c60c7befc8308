import { type AppError, isAppError } from '@/core/errors';
import { type Running, runProcess } from '@/core/lifecycle';
import type { Logger } from '@/core/log';
import { inferenceWords } from '@/core/sentences/inference';
import { joinAgent } from './agent-socket';
import type { FromReplica, ReplicaConfig, ToReplica } from './messages';
import { Replica } from './replica';

/** Added to what is announced, so that steady traffic announces once a second and not once a batch. */
const busyStepMs = 1_000;

function tell(message: FromReplica): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, () => resolve());
  });
}

/** What the agent says; pings are answered from the first moment on. */
function listen(): { config: Promise<ReplicaConfig>; drain: Promise<void> } {
  let onConfig: (config: ReplicaConfig) => void;
  let onDrain: () => void;
  const config = new Promise<ReplicaConfig>((resolve) => {
    onConfig = resolve;
  });
  const drain = new Promise<void>((resolve) => {
    onDrain = resolve;
  });
  process.on('message', (message) => {
    const told = message as ToReplica;
    if ('ping' in told) void tell({ pong: told.ping });
    else if ('start' in told) onConfig(told.start);
    else onDrain();
  });
  return { config, drain };
}

async function start(config: ReplicaConfig, drain: Promise<void>, log: Logger): Promise<Running> {
  let saidUntil = 0;
  const onRun = (deadlineAt: number, now: number): void => {
    if (deadlineAt <= saidUntil) return;
    saidUntil = deadlineAt + busyStepMs;
    void tell({ busyForMs: saidUntil - now });
  };
  const onLost = (why: AppError): void => {
    log.error({ err: why }, 'what runs the model has ended');
    void tell({ failed: { code: why.code, message: why.details.detail ?? why.message } }).then(() => process.exit(1));
  };
  const replica = new Replica(
    config,
    { onWarmingUp: () => void tell({ progress: 'WarmingUp' }), onRun, onBeside: (pid) => void tell({ beside: pid }), onLost },
    log,
  );
  try {
    await replica.start();
  } catch (error) {
    const message = isAppError(error) ? (error.details.detail ?? error.message) : inferenceWords.replicaNotStarted();
    await tell({ failed: { code: isAppError(error) ? error.code : 'REPLICA_START_FAILED', message } });
    throw error;
  }
  const drained = drain.then(async () => {
    await replica.drain();
    await replica.stop();
    process.exit(0);
  });
  drained.catch((error: unknown) => {
    log.fatal({ err: error }, 'could not drain');
    process.exit(1);
  });
  return { stop: () => replica.stop() };
}

joinAgent();
const { config, drain } = listen();
process.once('disconnect', () => process.exit(0)); // the agent is gone: nobody watches this process any more
const given = await config;
await runProcess(`aimass-replica ${given.model}@${given.version}`, (log) => start(given, drain, log));
