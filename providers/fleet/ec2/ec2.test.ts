import { DescribeAutoScalingGroupsCommand } from '@aws-sdk/client-auto-scaling';
import { DescribeInstancesCommand, DescribeLaunchTemplateVersionsCommand, RunInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { AwsProxy } from '@/testing/ec2/proxy';
import { type AwsServer, awsServerLacks, startAwsServer, testCredentials, testRegion } from '@/testing/ec2/server';
import { testSettings } from '@/testing/ec2/settings';
import { describeFleet } from '../fleet.contract';
import { AwsApi } from './aws';
import { createEc2Clients, type Ec2Clients } from './clients';
import { Ec2Fleet, type Ec2FleetOptions } from './fleet';
import { tagKeys } from './names';
import type { Ec2FleetSettings } from './settings';

const lacks = awsServerLacks();
const hooks = 'LifecycleHookSpecificationList.member.1.';

describe.skipIf(lacks !== null)(lacks ?? 'EC2', () => {
  let server: AwsServer;
  let proxy: AwsProxy;
  let clients: Ec2Clients;
  beforeAll(async () => {
    server = await startAwsServer();
    proxy = await AwsProxy.open(server.endpoint);
    clients = createEc2Clients({ endpoint: proxy.endpoint, region: testRegion, credentials: testCredentials });
  });
  afterAll(async () => {
    await proxy?.close();
    server?.close();
  });

  const settingsOf = (installation: string, more: Partial<Ec2FleetSettings> = {}) => testSettings(installation, server.place, more);
  const open = (settings: Ec2FleetSettings, more: Partial<Ec2FleetOptions> = {}) =>
    new Ec2Fleet({ settings, api: new AwsApi(settings, clients), freshMs: 0, settleMs: 0, ...more });
  const request = (more: object = {}) => ({
    id: newId('ins'),
    type: 'c5.large',
    replicas: 1,
    group: { endpointId: 'ep_1', endpoint: 'iris', variant: 'main' },
    ...more,
  });
  const groupOf = async (installation: string) => {
    const Filters = [{ Name: `tag:${tagKeys.installation}`, Values: [installation] }];
    const { AutoScalingGroups = [] } = await clients.scaling.send(new DescribeAutoScalingGroupsCommand({ Filters }));
    return AutoScalingGroups[0];
  };
  const statesOf = async (installation: string) => {
    const Filters = [{ Name: `tag:${tagKeys.installation}`, Values: [installation] }];
    const { Reservations = [] } = await clients.ec2.send(new DescribeInstancesCommand({ Filters }));
    return Object.fromEntries(Reservations.flatMap(({ Instances = [] }) => Instances.map((one) => [one.InstanceId ?? '', one.State?.Name])));
  };

  describeFleet('ec2 (moto)', async () => ({
    open: () => open(settingsOf('contract')),
    type: 'c5.large',
    kill: async ({ providerId }) => void (await clients.ec2.send(new TerminateInstancesCommand({ InstanceIds: [providerId ?? ''] }))),
    close: async () => {},
  }));

  test('the template requires tokens of one hop, and has profile, groups, image and user data', async () => {
    const settings = settingsOf('template');
    const fleet = open(settings);
    await fleet.start(request());
    const group = await groupOf('template');
    const LaunchTemplateName = group?.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification?.LaunchTemplateName;
    const { LaunchTemplateVersions = [] } = await clients.ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateName }));
    expect(LaunchTemplateVersions).toHaveLength(1);
    const data = LaunchTemplateVersions[0]?.LaunchTemplateData;
    expect(data).toMatchObject({
      ImageId: server.place.image,
      InstanceType: 'c5.large',
      IamInstanceProfile: { Name: 'aimass-instance' },
      MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1 },
      SecurityGroupIds: [server.place.securityGroup],
    });
    expect(Buffer.from(data?.UserData ?? '', 'base64').toString()).toContain('systemctl enable --now aimass-agent.service');
  });

  test('the group spans the subnets, mixes types and spot, holds what it ends, and marks its instances', async () => {
    await open(settingsOf('mixed', { spotPercent: 40 })).start(request()); // moto launches none of the spot part
    const mixed = await groupOf('mixed');
    expect(mixed?.MixedInstancesPolicy).toMatchObject({
      LaunchTemplate: { Overrides: [{ InstanceType: 'c5.large' }, { InstanceType: 'c5a.large' }] },
      InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 60, SpotAllocationStrategy: 'price-capacity-optimized' },
    });
    const fleet = open(settingsOf('group'));
    const instance = await fleet.start(request());
    const group = await groupOf('group');
    expect(group).toMatchObject({
      MinSize: 0,
      MaxSize: 20,
      DesiredCapacity: 1,
      VPCZoneIdentifier: server.place.subnets.join(','),
      NewInstancesProtectedFromScaleIn: true,
    });
    expect(group?.SuspendedProcesses).toMatchObject([{ ProcessName: 'AZRebalance' }]);
    // moto keeps no hook that comes with its group, so what was asked for is looked at.
    const asked = proxy.calls.findLast(({ action }) => action === 'CreateAutoScalingGroup')?.form;
    const hook = Object.fromEntries([...(asked ?? [])].flatMap(([key, value]) => (key.startsWith(hooks) ? [[key.slice(hooks.length), value]] : [])));
    expect(hook).toMatchObject({ LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING', DefaultResult: 'CONTINUE', HeartbeatTimeout: '150' });
    const { Reservations = [] } = await clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: [instance.providerId ?? ''] }));
    const tags = Object.fromEntries((Reservations[0]?.Instances?.[0]?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    expect(tags).toMatchObject({
      'aimass:installation': 'group',
      'aimass:purpose': 'serving',
      'aimass:endpoint': 'iris',
      'aimass:endpoint-id': 'ep_1',
      'aimass:variant': 'main',
      'aimass:instance': instance.id,
      Name: 'group: iris/main',
    });
    expect(instance).toMatchObject({ zone: 'us-east-1a', market: 'on-demand' });
  });

  test('another image is another template, for instances that start from then on; the old template goes after the grace', async () => {
    const clock = new ManualClock(Date.now());
    const settings = settingsOf('revision');
    await open(settings).start(request());
    const before = (await groupOf('revision'))?.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification?.LaunchTemplateName;
    const fleet = open({ ...settings, join: { ...settings.join, token: 'another' } }, { clock, graceMs: 1_000 });
    await fleet.start(request());
    const after = (await groupOf('revision'))?.MixedInstancesPolicy?.LaunchTemplate?.LaunchTemplateSpecification?.LaunchTemplateName;
    expect(after).not.toBe(before);
    expect(await fleet.sweep()).toEqual([]);
    clock.advance(1_001);
    expect(await fleet.sweep()).toEqual([{ what: before, why: 'no group uses it' }]);
    expect(Object.values(await statesOf('revision'))).toEqual(['running', 'running']);
  });

  test('an instance that came after its process died is adopted; one that nobody wants is ended after the grace', async () => {
    const clock = new ManualClock(Date.now());
    const settings = settingsOf('adopt');
    const api = new AwsApi(settings, clients);
    const first = await open(settings).start(request());
    const name = (await groupOf('adopt'))?.AutoScalingGroupName ?? '';
    await api.setDesired(name, 3); // a process asked for two more and died
    const fleet = open(settings, { clock, graceMs: 60_000 });
    const second = await fleet.start(request());
    expect(second.providerId).not.toBeNull();
    expect(Object.keys(await statesOf('adopt'))).toHaveLength(3);
    expect(await fleet.sweep()).toEqual([]);
    clock.advance(70_000); // moto's instances were launched a little after this clock began
    const swept = await fleet.sweep();
    expect(swept).toMatchObject([{ why: 'nobody claimed it' }]);
    expect([first.providerId, second.providerId]).not.toContain(swept[0]?.what);
    expect((await groupOf('adopt'))?.DesiredCapacity).toBe(2);
  });

  test('an empty group goes after the grace, and comes back when it is wanted', async () => {
    const clock = new ManualClock(Date.now());
    const fleet = open(settingsOf('empty'), { clock, graceMs: 1_000 });
    const wanted = request();
    await fleet.start(wanted);
    await fleet.stop([wanted.id], 'test');
    await fleet.sweep();
    clock.advance(1_001);
    expect(await fleet.sweep()).toMatchObject([{ why: 'it is empty' }]);
    expect(await groupOf('empty')).toBeUndefined();
    expect((await fleet.start(wanted)).providerId).not.toBeNull();
  });

  test('never touches what bears no mark, or that of another installation', async () => {
    const clock = new ManualClock(Date.now());
    const other = open(settingsOf('other'));
    await other.start(request());
    const TagSpecifications = [{ ResourceType: 'instance' as const, Tags: [{ Key: tagKeys.instance, Value: newId('ins') }] }];
    const run = { ImageId: server.place.image, InstanceType: 'c5.large' as const, MinCount: 1, MaxCount: 1 };
    const { Instances = [] } = await clients.ec2.send(new RunInstancesCommand({ ...run, TagSpecifications }));
    await new AwsApi(settingsOf('other'), clients).setDesired((await groupOf('other'))?.AutoScalingGroupName ?? '', 2); // one that nobody claimed
    const fleet = open(settingsOf('mine'), { clock, graceMs: 1_000 });
    for (let pass = 0; pass < 3; pass++) {
      expect(await fleet.sweep()).toEqual([]);
      expect(await fleet.list()).toEqual([]);
      clock.advance(3_600_000);
    }
    expect(Object.values(await statesOf('other'))).toEqual(['running', 'running']);
    const { Reservations = [] } = await clients.ec2.send(new DescribeInstancesCommand({ InstanceIds: [Instances[0]?.InstanceId ?? ''] }));
    expect(Reservations[0]?.Instances?.[0]?.State?.Name).toBe('running');
  });

  test('holds no more instances than the settings allow, over all groups', async () => {
    const fleet = open(settingsOf('cap', { instancesMax: 2 }));
    await fleet.start(request());
    await fleet.start(request({ group: { endpointId: 'ep_2', endpoint: 'shop', variant: 'main' } }));
    await expect(fleet.start(request())).rejects.toMatchObject({
      code: 'NO_CAPACITY',
      message: 'This installation may run 2 instances and has 2; another is wanted.',
      details: { fix: { text: expect.stringContaining('AIMASS_EC2_INSTANCES_MAX') } },
    });
    expect(Object.keys(await statesOf('cap'))).toHaveLength(2);
  });
});
