import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '@/core/bundle';
import { newId } from '@/core/ids';
import { readSettings } from '@/core/settings';
import { type AwsServer, awsServerLacks, awsServerProgram, callMoto, startAwsServer, testCredentials, testRegion } from '@/testing/ec2/server';
import { AwsApi } from './aws';
import { createEc2Clients } from './clients';
import { Ec2Fleet } from './fleet';
import { ec2FleetSettings } from './settings';
import { userData } from './user-data';

const root = repositoryRoot();
const deploy = (name: string): string => readFileSync(join(root, 'deploy', name), 'utf8');

interface Statement {
  readonly Sid: string;
  readonly Action: string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}
const policy = JSON.parse(deploy('iam-policy.json')) as { Statement: Statement[] };
const template = JSON.parse(deploy('cloudformation.json'));

/** What has to be allowed though no call of ours bears its name: Amazon asks for it within our calls. */
const implied = ['iam:PassRole', 'iam:CreateServiceLinkedRole', 'ssm:GetParameters'];

test('the policy allows every call that the fleet makes, and nothing else', () => {
  const calls = ['aws.ts', 'role.ts'].flatMap((file) => {
    const source = readFileSync(join(import.meta.dirname, file), 'utf8');
    return [...source.matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-(ec2|auto-scaling)'/g)].flatMap(([, names = '', client]) =>
      [...names.matchAll(/\b(\w+)Command\b/g)].map(([, name]) => `${client === 'ec2' ? 'ec2' : 'autoscaling'}:${name}`),
    );
  });
  const allowed = policy.Statement.flatMap(({ Action }) => Action);
  expect([...new Set(allowed)].sort()).toEqual([...new Set([...calls, ...implied])].sort());
});

test('whatever changes something hangs on the mark of the installation', () => {
  const free = policy.Statement.filter(({ Condition }) => !JSON.stringify(Condition ?? {}).includes('aimass:installation":"INSTALLATION"'));
  expect(free.map(({ Sid }) => Sid)).toEqual(['Look', 'LaunchFrom', 'GiveInstancesTheirRole', 'FirstUseOfAutoScaling', 'ReadTheImagesName']);
  expect(policy.Statement.flatMap(({ Action }) => Action).filter((action) => action.includes('*'))).toEqual([]);
});

test("the stack's policy is the same one", () => {
  const { Policies } = template.Resources.ControlRole.Properties;
  const fleet = Policies.find(({ PolicyName }: { PolicyName: string }) => PolicyName === 'fleet').PolicyDocument;
  const text = JSON.stringify(fleet)
    .replaceAll(/\{"Fn::Sub":("[^"]*")\}/g, '$1')
    .replaceAll(/\$\{Installation\}/g, 'INSTALLATION')
    .replaceAll(/\$\{AWS::AccountId\}/g, 'ACCOUNT')
    .replaceAll(/\$\{AWS::Partition\}/g, 'aws')
    .replace('{"Fn::GetAtt":["InstanceRole","Arn"]}', '"arn:aws:iam::ACCOUNT:role/INSTALLATION-instance"');
  expect(JSON.parse(text)).toEqual(policy);
});

describe('user data', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-user-data-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the script below `folder`, with programs of the system that only tell of their words. */
  function run(script: string, archive: string) {
    const programs = join(folder, 'bin');
    mkdirSync(programs, { recursive: true });
    const say = (name: string, more = ''): void => {
      writeFileSync(join(programs, name), `#!/bin/sh\necho "${name} $*" >> "${folder}/said"\n${more}\n`);
      chmodSync(join(programs, name), 0o755);
    };
    for (const name of ['systemctl', 'chown', 'id', 'useradd']) say(name);
    say('curl', `while [ "$1" != --output ]; do shift; done; cp "${archive}" "$2"`);
    mkdirSync(join(folder, 'root/etc/systemd/system'), { recursive: true });
    const env = { PATH: `${programs}:/usr/bin:/bin`, AIMASS_ROOT: join(folder, 'root'), NODE_ENV: 'test' as const };
    return spawnSync('bash', ['--norc', '-c', script], { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  }

  const base = { controlUrl: 'https://control.test:8445', caPem: "-----BEGIN CERTIFICATE-----\nMIIB'$(touch /tmp/x)`\n", token: 'secret "token" $HOME' };

  test('writes what the agent has to know, unaltered and closed, installs the agent, and starts its unit', () => {
    mkdirSync(join(folder, 'agent/deploy'), { recursive: true });
    writeFileSync(join(folder, 'agent/deploy/aimass-agent.service'), deploy('aimass-agent.service'));
    const archive = join(folder, 'agent.tar.gz');
    execFileSync('tar', ['-czf', archive, '-C', join(folder, 'agent'), '.']);
    const sha256 = createHash('sha256').update(readFileSync(archive)).digest('hex');
    const agent = { url: 'https://files.test/agent.tar.gz?a=1&b="$(x)"', sha256 };
    const { status, stderr } = run(userData({ ...base, agent }), archive);
    expect([status, stderr]).toEqual([0, '']);
    const etc = join(folder, 'root/etc/aimass');
    expect(readFileSync(join(etc, 'ca.pem'), 'utf8')).toBe(base.caPem);
    expect(readFileSync(join(etc, 'join-token'), 'utf8')).toBe(base.token);
    expect(statSync(join(etc, 'join-token')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(etc, 'agent.env'), 'utf8')).toContain('AIMASS_CONTROL_URL=https://control.test:8445\n');
    expect(readFileSync(join(folder, 'root/etc/systemd/system/aimass-agent.service'), 'utf8')).toContain('worker.mjs');
    const said = readFileSync(join(folder, 'said'), 'utf8');
    expect(said).toContain('https://files.test/agent.tar.gz?a=1&b="$(x)"');
    expect(said.trim().split('\n').at(-1)).toBe('systemctl enable --now aimass-agent.service');
  });

  test('stops at an archive with another sum, before anything of it is unpacked', () => {
    const archive = join(folder, 'other.tar.gz');
    writeFileSync(archive, 'something else');
    rmSync(join(folder, 'said'), { force: true });
    const { status } = run(userData({ ...base, agent: { url: 'https://files.test/a', sha256: '0'.repeat(64) } }), archive);
    expect(status).not.toBe(0);
    expect(readFileSync(join(folder, 'said'), 'utf8')).not.toContain('systemctl');
  });

  test('refuses to be longer than Amazon takes', () => {
    expect(() => userData({ ...base, caPem: 'x'.repeat(13_000), agent: null })).toThrow('16384');
  });
});

const lacks = awsServerLacks();

describe.skipIf(lacks !== null)(lacks ?? 'the stack', () => {
  let server: AwsServer;
  beforeAll(async () => {
    server = await startAwsServer();
  });
  afterAll(() => server?.close());

  test('is what CloudFormation understands', () => {
    const lint = spawnSync(join(dirname(awsServerProgram()), 'cfn-lint'), [join(root, 'deploy/cloudformation.json')], { encoding: 'utf8' });
    expect([lint.status, lint.stdout]).toEqual([0, '']);
  });

  test('gives settings with which a fleet starts an instance', async () => {
    const parameter = { 'Parameters.member.1.ParameterKey': 'Installation', 'Parameters.member.1.ParameterValue': 'acme-prod' };
    const body = { Version: '2010-05-15', StackName: 'aimass', TemplateBody: deploy('cloudformation.json') };
    await callMoto(server.endpoint, 'cloudformation', { Action: 'CreateStack', ...body, ...parameter, 'Capabilities.member.1': 'CAPABILITY_IAM' });
    const xml = await callMoto(server.endpoint, 'cloudformation', { Action: 'DescribeStacks', Version: '2010-05-15', StackName: 'aimass' });
    const outputs = [...xml.matchAll(/<OutputKey>(\w+)<\/OutputKey>\s*<OutputValue>([^<]*)<\/OutputValue>/g)];
    const found = Object.fromEntries(outputs.map(([, key, value]) => [key, value]));
    const settings = readSettings({
      AIMASS_FLEET: 'ec2',
      AIMASS_STORAGE: found.Storage,
      AIMASS_EC2_INSTALLATION: 'acme-prod',
      AIMASS_EC2_SUBNETS: found.Subnets,
      AIMASS_EC2_SECURITY_GROUPS: found.SecurityGroups,
      AIMASS_EC2_INSTANCE_PROFILE: found.InstanceProfileName,
      AIMASS_EC2_AMI: server.place.image,
      AIMASS_EC2_INSTANCE_TYPES: 'c5.large',
    });
    const fleetSettings = ec2FleetSettings(settings, { controlUrl: 'https://control.test:8445', caPem: 'pem', token: 'token', agent: null });
    const clients = createEc2Clients({ endpoint: server.endpoint, region: testRegion, credentials: testCredentials });
    const fleet = new Ec2Fleet({ settings: fleetSettings, api: new AwsApi(fleetSettings, clients), freshMs: 0, settleMs: 0 });
    expect(await fleet.check()).toMatchObject({ ok: true });
    const group = { endpointId: 'ep_1', endpoint: 'iris', variant: 'main' };
    expect(await fleet.start({ id: newId('ins'), type: 'c5.large', replicas: 1, group })).toMatchObject({ providerId: expect.stringMatching(/^i-/) });
  });
});
