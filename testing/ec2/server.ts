import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateSecurityGroupCommand, CreateSubnetCommand, CreateVpcCommand, EC2Client, RegisterImageCommand } from '@aws-sdk/client-ec2';
import { freePort } from '../s3-server';

const root = join(import.meta.dirname, '../..');
export const testCredentials = { accessKeyId: 'testkey', secretAccessKey: 'testsecret123' };
export const testRegion = 'us-east-1';

/** The program, in the environment that `scripts/system/moto.sh` makes for this state of its lock. */
export function awsServerProgram(): string {
  const lock = readFileSync(join(root, 'scripts/system/moto.lock'));
  return join(root, '.cache/aws-server', createHash('sha256').update(lock).digest('hex').slice(0, 24), 'bin', 'moto_server');
}

/**
 * Installs the server of EC2 and Auto Scaling (moto) where Python is there; it stays in the cache.
 * @returns null when it can be started, else why its tests are skipped. With CI=true lacking it is an error.
 */
export function awsServerLacks(): string | null {
  if (existsSync(join(awsServerProgram(), '..', '..', 'complete'))) return null;
  const made = spawnSync('sh', [join(root, 'scripts/system/moto.sh')], { encoding: 'utf8', timeout: 590_000 });
  if (made.status === 0) return null;
  const why = `skipped: ${made.stderr.trim().split('\n').at(-1) ?? 'the AWS test server could not be installed'}`;
  if (process.env.CI === 'true') throw new Error(why);
  return why;
}

export interface AwsServer {
  readonly endpoint: string;
  /** A network with two zones, and an image, as an account has them. */
  readonly place: { readonly subnets: readonly string[]; readonly securityGroup: string; readonly image: string };
  close(): void;
}

export async function startAwsServer(): Promise<AwsServer> {
  const port = await freePort();
  const server = spawn(awsServerProgram(), ['-H', '127.0.0.1', '-p', String(port)], {
    stdio: 'ignore',
    env: { ...process.env, MOTO_EC2_LOAD_DEFAULT_AMIS: 'false', MOTO_ENABLE_AMI_VALIDATION: '1', MOTO_EC2_ENABLE_INSTANCE_TYPE_VALIDATION: '1' },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers(`${endpoint}/moto-api/`, server);
  return { endpoint, place: await makePlace(endpoint), close: () => server.kill('SIGKILL') };
}

async function untilItAnswers(url: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  const answers = (): Promise<boolean> =>
    fetch(url).then(
      (answer) => answer.ok,
      () => false,
    );
  while (!(await answers())) {
    if (Date.now() > deadline || server.exitCode !== null) throw new Error('the AWS test server did not start');
    await pause(100);
  }
}

async function makePlace(endpoint: string): Promise<AwsServer['place']> {
  const ec2 = new EC2Client({ region: testRegion, endpoint, credentials: testCredentials });
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.1.0.0/16' }));
  const subnets: string[] = [];
  for (const [index, zone] of ['a', 'b'].entries()) {
    const command = new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: `10.1.${index}.0/24`, AvailabilityZone: `${testRegion}${zone}` });
    subnets.push((await ec2.send(command)).Subnet?.SubnetId ?? '');
  }
  const { GroupId = '' } = await ec2.send(new CreateSecurityGroupCommand({ GroupName: 'aimass-agents', Description: 'agents', VpcId: Vpc?.VpcId }));
  const { ImageId = '' } = await ec2.send(new RegisterImageCommand({ Name: 'aimass-agent', RootDeviceName: '/dev/xvda', Architecture: 'x86_64' }));
  ec2.destroy();
  await callMoto(endpoint, 'iam', { Action: 'CreateInstanceProfile', Version: '2010-05-08', InstanceProfileName: 'aimass-instance' });
  return { subnets, securityGroup: GroupId, image: ImageId };
}

/** A call of a service whose client is no package of ours; moto tells services apart by the signature's scope. @returns its XML */
export async function callMoto(endpoint: string, service: string, form: Record<string, string>): Promise<string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=testkey/20260101/${testRegion}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
  const answer = await fetch(endpoint, { method: 'POST', body: new URLSearchParams(form), headers: { authorization } });
  const xml = await answer.text();
  if (!answer.ok) throw new Error(`${form.Action} answered ${answer.status}: ${xml.slice(0, 300)}`);
  return xml;
}
