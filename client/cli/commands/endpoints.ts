import { type Command, InvalidArgumentError } from 'commander';
import type { Endpoint, Scaling, Serving } from '../../client';
import { waitForEndpoint } from '../../wait';
import { all, type CliContext, withContext } from '../context';
import { table } from '../output';
import { configOf, followRollout, scalingFrom, type VariantOptions } from '../rollout';
import { addStrategy, type StrategyOptions, strategyOf } from '../strategy-option';
import { UsageError } from '../usage-error';
import { addTimeout, limitOf, type WaitOptions } from '../wait-option';
import { addVariantOptions, whole } from './deploy';

interface UpdateOptions extends VariantOptions, StrategyOptions, WaitOptions {
  readonly model?: string;
  readonly version?: number;
  readonly wait?: boolean;
}

interface Waiting extends WaitOptions {
  readonly wait?: boolean;
}

export function addEndpoints(program: Command): void {
  const endpoints = program.command('endpoints').description('endpoints: what callers use');
  endpoints
    .command('list')
    .description('list endpoints')
    .action(
      withContext(async ({ client, output }) => {
        const items = await all((query) => client.endpoints.list(query));
        const rows = items.map((one) => [one.name, one.state, serving(one), replicas(one), price(one)]);
        output.result(items, table(['NAME', 'STATE', 'SERVES', 'REPLICAS', 'PRICE'], rows));
      }),
    );
  endpoints
    .command('show')
    .description('show one endpoint')
    .argument('<name>')
    .action(
      withContext(async ({ client, output }, name: string) => {
        const endpoint = await client.endpoints.get(name);
        output.result(endpoint, describe(endpoint, client.baseUrl));
      }),
    );
  endpoints
    .command('scaling')
    .description('how an endpoint follows its load, and what was decided why, newest first')
    .argument('<name>')
    .option('--limit <number>', 'decisions shown', whole, 20)
    .action(
      withContext(async ({ client, output }, name: string, options: { limit: number }) => {
        const scaling = await client.endpoints.scaling(name, { limit: options.limit });
        output.result(scaling, describeScaling(scaling));
      }),
    );
  endpoints
    .command('served')
    .description('tell which version an endpoint served at a time')
    .argument('<name>')
    .option('--at <time>', 'such as 2026-05-01T12:00:00Z, or without a zone in your own; now by default', time)
    .action(
      withContext(async ({ client, output }, name: string, options: { at?: string }) => {
        const served = await client.endpoints.serving(name, options.at);
        output.result(served, servedWords(served));
      }),
    );
  const updating = addStrategy(
    addVariantOptions(
      endpoints
        .command('update')
        .description('deploy another version or other compute to an endpoint; callers notice nothing')
        .argument('<name>')
        .option('--model <name>', 'model; the one it serves by default')
        .option('--version <number>', 'version; the one it serves by default', whole),
    ),
  ).option('--wait', 'return only when it serves');
  addTimeout(updating).action(withContext(update));
  addTimeout(
    endpoints.command('rollback').description('go back to what the endpoint served before').argument('<name>').option('--wait', 'return only when it serves'),
  ).action(
    withContext(async (context, name: string, options: Waiting) => {
      const deployment = await context.client.endpoints.rollback(name);
      if (options.wait) await followRollout(context, name, deployment.id, limitOf(options));
      context.output.result(deployment, `Endpoint ${name} goes back (deployment ${deployment.number}).`);
    }),
  );
  endpoints
    .command('promote')
    .description('end the bake of a canary or linear deployment: all requests go to it')
    .argument('<name>')
    .action(
      withContext(async ({ client, output }, name: string) => {
        const { deployment } = await client.endpoints.get(name);
        if (deployment === null) throw new UsageError(`${name} has no deployment.`);
        const promoted = await client.endpoints.promote(name, deployment.id);
        output.result(promoted, `Endpoint ${name}: deployment ${promoted.number} gets all requests.`);
      }),
    );
  for (const { verb, wanted, words } of [
    { verb: 'stop', wanted: 'Stopped', words: 'take its instances away; name and URL stay, and it costs nothing' },
    { verb: 'start', wanted: 'InService', words: 'bring a stopped endpoint back' },
  ] as const) {
    addTimeout(endpoints.command(verb).description(words).argument('<name>').option('--wait', 'return only when it is done')).action(
      withContext(async ({ client, output }, name: string, options: Waiting) => {
        const asked = await client.endpoints[verb](name);
        const endpoint = options.wait ? await waitForEndpoint(client, name, wanted, limitOf(options)) : asked;
        output.result(endpoint, `Endpoint ${name} is ${endpoint?.state}.`);
      }),
    );
  }
  addTimeout(
    endpoints
      .command('delete')
      .description('delete an endpoint; its calls fail from then on')
      .argument('<name>')
      .option('--wait', 'return only when it is gone'),
  ).action(
    withContext(async ({ client, output }, name: string, options: Waiting) => {
      await client.endpoints.remove(name);
      if (options.wait) await waitForEndpoint(client, name, null, limitOf(options));
      output.result({ deleted: name }, `Endpoint ${name} is ${options.wait ? 'deleted' : 'being deleted'}.`);
    }),
  );
}

async function update(context: CliContext, name: string, options: UpdateOptions): Promise<void> {
  const [variant, ...more] = (await context.client.endpoints.get(name)).variants;
  if (variant === undefined || more.length > 0) throw new UsageError(`${name} has ${more.length + 1} variants; change it in the console or through the API.`);
  if (onlyScaling(options)) return rescale(context, name, options, variant);
  const config = configOf(options.model ?? variant.model, options.version ?? variant.version, {
    instanceType: options.instanceType ?? variant.instanceType,
    min: options.min ?? variant.minInstances,
    max: options.max ?? Math.max(variant.maxInstances, options.min ?? 0),
    replicas: options.replicas ?? variant.replicasPerInstance,
    concurrency: options.concurrency ?? variant.concurrency,
    timeoutMs: options.timeoutMs ?? variant.timeoutMs,
    scaleMetric: options.scaleMetric,
    scaleTarget: options.scaleTarget,
    scaling: variant.scaling,
    golden: options.golden,
    goldenPeriod: options.goldenPeriod,
    goldenFailures: options.goldenFailures,
    health: variant.health,
  });
  const deployment = await context.client.endpoints.deploy(name, config, strategyOf(options));
  if (options.wait) await followRollout(context, name, deployment.id, limitOf(options));
  context.output.result(deployment, `Endpoint ${name}: deployment ${deployment.number} ${options.wait ? 'succeeded' : 'is under way'}.`);
}

function time(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('It must be a time such as 2026-05-01T12:00:00Z.');
  return at.toISOString();
}

function servedWords({ endpoint, at, state, deployment, variants, baking }: Serving): string {
  if (deployment === null) return state === 'NotThere' ? `At ${at} there was no endpoint ${endpoint}.` : `At ${at} ${endpoint} served nothing.`;
  const until = deployment.servedUntil === null ? 'until now' : `to ${deployment.servedUntil}`;
  const rows = variants.map((one) => [one.name, `${one.model}@${one.version}`, one.weight]);
  const canary =
    baking === null ? '' : `\nA share went to deployment ${baking.number}: ${baking.variants.map((one) => `${one.model}@${one.version}`).join(', ')}`;
  return `At ${at} ${endpoint} served deployment ${deployment.number} by ${deployment.createdBy}, from ${deployment.servedFrom} ${until}\n${table(['VARIANT', 'SERVED', 'WEIGHT'], rows)}${canary}`;
}

/** How it follows its load changes without a new replica; anything else is a deployment. */
function onlyScaling(options: UpdateOptions): boolean {
  const { min, max, scaleMetric, scaleTarget, wait: _wait, timeout: _timeout, ...others } = options as UpdateOptions & { timeout?: unknown };
  const asked = [min, max, scaleMetric, scaleTarget].some((value) => value !== undefined);
  return asked && Object.values(others).every((value) => value === undefined);
}

async function rescale({ client, output }: CliContext, name: string, options: UpdateOptions, variant: Endpoint['variants'][number]): Promise<void> {
  const scaling = scalingFrom({
    scaleMetric: options.scaleMetric,
    scaleTarget: options.scaleTarget,
    ...((options.scaleMetric ?? options.scaleTarget) ? { scaling: variant.scaling } : {}),
  });
  const minInstances = options.min ?? variant.minInstances;
  const endpoint = await client.endpoints.updateScaling(name, {
    minInstances,
    maxInstances: options.max ?? Math.max(variant.maxInstances, minInstances),
    ...(scaling === undefined ? {} : { scaling }),
  });
  const [now] = endpoint.variants;
  output.result(
    endpoint,
    `Endpoint ${name} has ${now.minInstances} to ${now.maxInstances} instances, by ${now.scaling.metric} with a target of ${now.scaling.target}.`,
  );
}

const serving = (endpoint: Endpoint): string => endpoint.variants.map((one) => `${one.model}@${one.version}`).join(', ');
const unhealthy = (endpoint: Endpoint): string => {
  const count = endpoint.variants.reduce((sum, one) => sum + one.unhealthyReplicas, 0);
  return count === 0 ? '' : `\n${count === 1 ? '1 replica answers its' : `${count} replicas answer their`} golden request wrongly.`;
};
const replicas = (endpoint: Endpoint): string =>
  `${endpoint.variants.reduce((sum, one) => sum + one.readyReplicas, 0)}/${endpoint.variants.reduce((sum, one) => sum + one.desiredReplicas, 0)}`;
const price = (endpoint: Endpoint): string => `${(endpoint.priceMicrosPerHour / 1e6).toFixed(4)} ${endpoint.currency}/h`;

function describeScaling({ variants, decisions }: Scaling): string {
  const rows = variants.map((one) => [
    one.variant,
    `${one.effective.minInstances}–${one.effective.maxInstances}`,
    `${one.scaling.metric} ${one.scaling.target}`,
    `${one.readyInstances}/${one.desiredInstances}`,
    one.wakeMs === null ? '' : `${(one.wakeMs / 1000).toFixed(1)} s`,
  ]);
  const lines = decisions.items.map((one) => `${one.lastAt} ${one.variant}: ${one.message}${one.times === 1 ? '' : ` (× ${one.times})`}`);
  return `${table(['VARIANT', 'BOUNDS', 'TARGET', 'READY', 'WAKE'], rows)}\n${lines.join('\n')}`;
}

function describe(endpoint: Endpoint, baseUrl: string): string {
  const rows = endpoint.variants.map((one) => [
    one.name,
    `${one.model}@${one.version}`,
    one.currentWeight,
    one.instanceType,
    `${one.currentInstances}/${one.desiredInstances}`,
    `${one.readyReplicas}/${one.desiredReplicas}`,
  ]);
  const reason =
    endpoint.reason === null ? '' : `\n${endpoint.reason.code}: ${endpoint.reason.message}${endpoint.reason.fix === '' ? '' : `\nFix: ${endpoint.reason.fix}`}`;
  return `${endpoint.name} is ${endpoint.state}, ${price(endpoint)}${reason}${unhealthy(endpoint)}\n${baseUrl}${endpoint.url}\n${table(['VARIANT', 'SERVES', 'WEIGHT', 'TYPE', 'INSTANCES', 'REPLICAS'], rows)}`;
}
