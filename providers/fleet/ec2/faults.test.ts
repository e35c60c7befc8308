import { UpdateAutoScalingGroupCommand } from '@aws-sdk/client-auto-scaling';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { CrashPoint } from '@/testing/crashing';
import { activitiesAnswer, showNothing, showSize, sizeTaken } from '@/testing/ec2/answers';
import { AwsProxy, type Fault } from '@/testing/ec2/proxy';
import { type AwsServer, awsServerLacks, startAwsServer, testCredentials, testRegion } from '@/testing/ec2/server';
import { testSettings } from '@/testing/ec2/settings';
import { freePort } from '@/testing/s3-server';
import type { Ec2Api } from './api';
import { AwsApi } from './aws';
import { createEc2Clients, type Ec2Clients } from './clients';
import { Ec2Fleet, type Ec2FleetOptions } from './fleet';
import type { Ec2FleetSettings } from './settings';
import { isAlive, viewOf } from './view';

const lacks = awsServerLacks();

describe.skipIf(lacks !== null)(lacks ?? 'faults of EC2', () => {
  let server: AwsServer;
  let proxy: AwsProxy;
  let clients: Ec2Clients;
  let count = 0;
  beforeAll(async () => {
    server = await startAwsServer();
    proxy = await AwsProxy.open(server.endpoint);
    clients = createEc2Clients({ endpoint: proxy.endpoint, region: testRegion, credentials: testCredentials });
  });
  afterEach(() => proxy?.heal());
  afterAll(async () => {
    await proxy?.close();
    server?.close();
  });

  /** An installation of its own, whose fleet may be opened anew as after a crash. */
  function installation(more: Partial<Ec2FleetSettings> = {}) {
    const settings = testSettings(`faults-${++count}`, server.place, more);
    const api = new AwsApi(settings, clients);
    const open = (options: Partial<Ec2FleetOptions> = {}) => new Ec2Fleet({ settings, api, freshMs: 0, settleMs: 0, ...options });
    const alive = async () => viewOf(settings.installation, await api.instances(), await api.groups(), new Map()).hosts.filter(isAlive);
    const request = { id: newId('ins'), type: 'c5.large', replicas: 1, group: { endpointId: 'ep_1', endpoint: 'iris', variant: 'main' } };
    return { settings, api, open, alive, request };
  }

  const error = (code: string, message = '', status = 400): Fault => ({ type: 'error', code, message, status });

  test.each([
    // what Amazon says                                                                       code                  what we say                                        what to do
    ['InsufficientInstanceCapacity', 'We have none.', 500, 'NO_CAPACITY', 'Amazon has no c5.large for us now.', 'AIMASS_EC2_INSTANCE_TYPES'],
    [
      'VcpuLimitExceeded',
      'You have requested more vCPU capacity than your limit of 32',
      400,
      'NO_CAPACITY',
      'may run no more of these instances',
      'Service Quotas',
    ],
    ['ValidationError', 'New SetDesiredCapacity value 9 is above max value 1 for the AutoScalingGroup.', 400, 'NO_CAPACITY', 'limited to fewer', 'set again'],
    ['RequestLimitExceeded', 'Request limit exceeded.', 503, 'FLEET_UNREACHABLE', 'asks for fewer calls (RequestLimitExceeded)', 'waits and tries again'],
    ['Throttling', 'Rate exceeded', 400, 'FLEET_UNREACHABLE', 'asks for fewer calls (Throttling)', 'waits and tries again'],
    [
      'AccessDenied',
      'User: arn:aws:sts::1:role/x is not authorized to perform: iam:PassRole on resource: y',
      403,
      'FLEET_ACCESS_DENIED',
      'may not do iam:PassRole',
      'deploy/iam-policy.json',
    ],
    ['AccessDenied', 'Access denied', 403, 'FLEET_ACCESS_DENIED', 'may not do autoscaling:SetDesiredCapacity', 'Allow autoscaling:SetDesiredCapacity'],
    ['ExpiredToken', 'The security token included in the request is expired', 403, 'FLEET_ACCESS_DENIED', 'credentials', 'instance profile'],
    ['InvalidAMIID.NotFound', "The image id '[ami-1]' does not exist", 400, 'FLEET_MISCONFIGURED', 'does not know the image', 'AIMASS_EC2_AMI'],
    ['ValidationError', "The subnet ID 'subnet-1' does not exist", 400, 'FLEET_MISCONFIGURED', 'does not know a subnet', 'AIMASS_EC2_SUBNETS'],
    [
      'InvalidGroup.NotFound',
      "The security group 'sg-1' does not exist",
      400,
      'FLEET_MISCONFIGURED',
      'does not know a security group',
      'AIMASS_EC2_SECURITY_GROUPS',
    ],
    ['ValidationError', 'Invalid IAM Instance Profile name', 400, 'FLEET_MISCONFIGURED', 'does not know the instance profile', 'AIMASS_EC2_INSTANCE_PROFILE'],
    [
      'ValidationError',
      'AutoScalingGroup name not found - AutoScalingGroup x not found',
      400,
      'INSTANCE_START_FAILED',
      'does not show yet',
      'waits and tries again',
    ],
    ['InternalError', 'An internal error has occurred', 500, 'FLEET_UNREACHABLE', 'Auto Scaling does not answer (InternalError 500)', 'AWS_REGION'],
  ])('%s: %s', async (code, message, status, expected, says, fix) => {
    const { open, request, alive } = installation();
    proxy.fail('SetDesiredCapacity', error(code, message, status));
    await expect(open().start(request)).rejects.toMatchObject({
      code: expected,
      message: expect.stringContaining(says),
      details: { fix: { text: expect.stringContaining(fix) }, evidence: expect.anything() },
    });
    expect(await alive()).toEqual([]);
  });

  test('an image that is not there is what moto says too', async () => {
    const { open, request } = installation({ image: 'ami-00000000' });
    await expect(open().start(request)).rejects.toMatchObject({ code: 'FLEET_MISCONFIGURED', details: { fix: { code: 'ec2.correctImage' } } });
  });

  test('a refusal that ends is forgotten: the next start goes through', async () => {
    const { open, request, alive } = installation();
    proxy.fail('SetDesiredCapacity', error('InsufficientInstanceCapacity', '', 500), { times: 1 });
    const fleet = open();
    await expect(fleet.start(request)).rejects.toMatchObject({ code: 'NO_CAPACITY' });
    expect((await fleet.start(request)).providerId).not.toBeNull();
    expect(await alive()).toHaveLength(1);
  });

  test('a size that is taken and not reached is explained by the activities of its group, with the zones that were tried', async () => {
    const { open, request } = installation();
    const fleet = open();
    proxy.fail('SetDesiredCapacity', sizeTaken);
    expect(await fleet.start(request)).toMatchObject({ providerId: null, state: 'starting' });
    proxy.fail('DescribeAutoScalingGroups', showSize(1));
    const message = 'We currently do not have sufficient c5.large capacity in the Availability Zone you requested.';
    proxy.fail('DescribeScalingActivities', activitiesAnswer(['us-east-1b', 'us-east-1a'].map((zone) => ({ status: 'Failed', zone, message }))));
    await expect(fleet.start(request)).rejects.toMatchObject({ code: 'NO_CAPACITY', message: 'Amazon has no c5.large for us now, in us-east-1a, us-east-1b.' });
    expect((await fleet.offers()).find(({ name }) => name === 'c5.large')).toMatchObject({ available: false, reason: expect.stringContaining('us-east-1a') });
  });

  test('a zone that is down is no trouble while another gives instances', async () => {
    const { open, request } = installation();
    const fleet = open();
    proxy.fail('SetDesiredCapacity', sizeTaken);
    await fleet.start(request);
    proxy.fail('DescribeAutoScalingGroups', showSize(1));
    const failed = { status: 'Failed', zone: 'us-east-1a', message: 'InsufficientInstanceCapacity' } as const;
    proxy.fail('DescribeScalingActivities', activitiesAnswer([{ status: 'Successful', zone: 'us-east-1b', message: '' }, failed]));
    expect(await fleet.start(request)).toMatchObject({ providerId: null, state: 'starting' });
    expect(proxy.countOf('DescribeScalingActivities')).toBe(1);
  });

  test('where spot has none, on-demand is asked for, and spot again after ten minutes', async () => {
    const clock = new ManualClock(Date.now());
    const { open, request } = installation({ spotPercent: 50 });
    const fleet = open({ clock });
    const onDemand = () => proxy.calls.findLast(({ action }) => /^(Create|Update)AutoScalingGroup/.test(action))?.form.get(distribution);
    proxy.fail('SetDesiredCapacity', sizeTaken);
    await fleet.start(request);
    expect(onDemand()).toBe('50');
    proxy.fail('DescribeAutoScalingGroups', showSize(1));
    const message = 'Could not launch Spot Instances. InsufficientInstanceCapacity - There is no Spot capacity available that matches your request.';
    proxy.fail('DescribeScalingActivities', activitiesAnswer([{ status: 'Failed', zone: 'us-east-1a', message }]));
    await fleet.start(request); // learns of it
    await expect(fleet.start(request)).resolves.toMatchObject({ state: 'starting' });
    expect(onDemand()).toBe('100');
    clock.advance(601_000);
    await fleet.start(request);
    expect(onDemand()).toBe('50');
  });

  test('asked for fewer calls it makes none for a while, longer each time', async () => {
    const clock = new ManualClock(Date.now());
    const { open, request } = installation();
    const fleet = open({ clock, random: () => 1 });
    proxy.fail('DescribeInstances', error('RequestLimitExceeded', 'Request limit exceeded.', 503));
    for (const waitMs of [2_000, 4_000, 8_000]) {
      await expect(fleet.list()).rejects.toMatchObject({ code: 'FLEET_UNREACHABLE' });
      const made = proxy.calls.length;
      clock.advance(waitMs - 1);
      await expect(fleet.start(request)).rejects.toMatchObject({ code: 'FLEET_UNREACHABLE', details: { retryAfterSeconds: 1 } });
      expect(proxy.calls.length).toBe(made);
      clock.advance(1);
    }
    proxy.heal();
    expect((await fleet.start(request)).providerId).not.toBeNull();
  });

  test('an answer that never comes, to whichever call of a start, done or not, starts no second instance', async () => {
    const hasty = createEc2Clients({ endpoint: proxy.endpoint, region: testRegion, credentials: testCredentials, callMs: 2_000 });
    const actions = ['CreateLaunchTemplate', 'CreateAutoScalingGroup', 'SuspendProcesses', 'SetDesiredCapacity', 'CreateTags'];
    const cases = actions.flatMap((action) => [true, false].map((done) => ({ action, done })));
    await Promise.all(
      cases.map(async ({ action, done }) => {
        const { settings, request, alive } = installation();
        const fleet = new Ec2Fleet({ settings, api: new AwsApi(settings, hasty), freshMs: 0, settleMs: 0 });
        const mine = ({ form }: { form: URLSearchParams }) => form.toString().includes(`${settings.installation}-`) || form.toString().includes(request.id);
        proxy.fail(action, { type: 'hang', done }, { times: 1, when: mine });
        const service = ['CreateLaunchTemplate', 'CreateTags'].includes(action) ? 'EC2' : 'Auto Scaling';
        await expect(fleet.start(request)).rejects.toMatchObject({ code: 'FLEET_UNREACHABLE', message: expect.stringContaining(service) });
        const instance = await fleet.start(request);
        expect((await alive()).map(({ instanceId, id }) => [action, done, instanceId, id])).toEqual([[action, done, instance.providerId, request.id]]);
      }),
    );
  });

  test('an answer to the end of an instance that never comes ends no second one', async () => {
    const { settings, request, alive, api } = installation();
    const hasty = createEc2Clients({ endpoint: proxy.endpoint, region: testRegion, credentials: testCredentials, callMs: 2_000 });
    const fleet = new Ec2Fleet({ settings, api: new AwsApi(settings, hasty), freshMs: 0, settleMs: 0 });
    const other = { ...request, id: newId('ins') };
    for (const one of [request, other]) await fleet.start(one);
    proxy.fail('TerminateInstanceInAutoScalingGroup', { type: 'hang', done: true }, { times: 1 });
    await expect(fleet.stop([request.id], 'test')).rejects.toMatchObject({ code: 'FLEET_UNREACHABLE' });
    await fleet.stop([request.id], 'again');
    expect((await alive()).map(({ id }) => id)).toEqual([other.id]);
    expect((await api.groups())[0]?.desired).toBe(1);
  });

  test('what was just made and is not shown yet is not made twice', async () => {
    const { open, request, alive } = installation();
    const fleet = open();
    proxy.fail('DescribeAutoScalingGroups', showNothing('AutoScalingGroups'), { times: 3 });
    proxy.fail('DescribeInstances', showNothing('reservationSet'), { times: 3 });
    let instance = await fleet.start(request);
    for (let asks = 0; instance.providerId === null && asks < 5; asks++) instance = await fleet.start(request);
    expect((await alive()).map(({ instanceId, id }) => [instanceId, id])).toEqual([[instance.providerId, request.id]]);
  });

  test('an instance that was seen to live and is not shown for a moment is not given up', async () => {
    const { open, request } = installation();
    const fleet = open();
    const { providerId } = await fleet.start(request);
    proxy.fail('DescribeInstances', showNothing('reservationSet'), { times: 1 });
    expect(await fleet.list()).toMatchObject([{ id: request.id, providerId, state: 'running' }]);
  });

  test('a limit of a group that was lowered by hand is set again', async () => {
    const { open, request, api, alive } = installation();
    const fleet = open();
    await fleet.start(request);
    const [group] = await api.groups();
    await clients.scaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: group?.name, MaxSize: 1 }));
    await fleet.start({ ...request, id: newId('ins') });
    expect(await alive()).toHaveLength(2);
    expect((await api.groups())[0]?.max).toBe(20);
  });

  test('the check of the role names every right that lacks, and what the settings name wrongly', async () => {
    const { open } = installation();
    for (const action of ['RunInstances', 'CreateLaunchTemplate'])
      proxy.fail(action, error('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403));
    const finding = await open().check();
    expect(finding).toMatchObject({ ok: false, detail: { text: 'The role may not do ec2:RunInstances, ec2:CreateLaunchTemplate.' } });
    expect(finding.permissions?.flatMap(({ name, granted }) => (granted ? [] : [name]))).toEqual(['ec2:RunInstances', 'ec2:CreateLaunchTemplate']);
    proxy.heal();
    proxy.fail('DescribeAutoScalingGroups', error('AccessDenied', 'not authorized to perform: autoscaling:DescribeAutoScalingGroups', 403));
    expect(await open().check()).toMatchObject({ ok: false, detail: { text: 'The role may not do autoscaling:DescribeAutoScalingGroups.' } });
    proxy.heal();
    expect(
      await installation({ subnets: ['subnet-0000'] })
        .open()
        .check(),
    ).toMatchObject({ ok: false, fix: { code: 'ec2.correctSubnet' } });
  });

  test('where nobody listens, it says so', async () => {
    const away = createEc2Clients({ endpoint: `http://127.0.0.1:${await freePort()}`, region: testRegion, credentials: testCredentials });
    const { settings } = installation();
    const fleet = new Ec2Fleet({ settings, api: new AwsApi(settings, away) });
    await expect(fleet.list()).rejects.toMatchObject({ code: 'FLEET_UNREACHABLE', details: { fix: { code: 'ec2.lookAtNetwork' } } });
    expect(await fleet.check()).toMatchObject({ ok: false, fix: { code: 'ec2.lookAtNetwork' } });
  });

  test('killed between every two changes of a start, a start and a stop, the next process comes to what was wanted', async () => {
    const changes: (keyof Ec2Api)[] = [
      'createTemplate',
      'createGroup',
      'updateGroup',
      'suspendRebalance',
      'setDesired',
      'nameInstance',
      'endMember',
      'releaseMember',
    ];
    const history = async (at: number): Promise<boolean> => {
      const { settings, api, open, request, alive } = installation();
      const point = new CrashPoint(at);
      const dying = new Ec2Fleet({ settings, api: point.wrap(api, changes), freshMs: 0, settleMs: 0 });
      const other = { ...request, id: newId('ins') };
      const work = async (fleet: Ec2Fleet): Promise<void> => {
        await fleet.start(request);
        await fleet.start(other);
        await fleet.stop([request.id], 'test');
      };
      await work(dying).catch(() => undefined); // it died
      await work(open());
      expect([at, (await alive()).map(({ id }) => id)]).toEqual([at, [other.id]]);
      expect([at, (await api.groups())[0]?.desired]).toEqual([at, 1]);
      return point.crashed;
    };
    // After one change is before the next: of the two steps of each call the second is enough.
    let histories = 0;
    for (let crashed = true; crashed; histories += 2) {
      crashed = (await Promise.all([0, 1].map((ahead) => history(2 * (histories + ahead) + 1)))).every(Boolean);
    }
    expect(histories).toBeGreaterThan(7);
  });
});

const distribution = 'MixedInstancesPolicy.InstancesDistribution.OnDemandPercentageAboveBaseCapacity';
