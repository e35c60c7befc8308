import {
  CompleteLifecycleActionCommand,
  CreateAutoScalingGroupCommand,
  DeleteAutoScalingGroupCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeScalingActivitiesCommand,
  SetDesiredCapacityCommand,
  SuspendProcessesCommand,
  TerminateInstanceInAutoScalingGroupCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling';
import {
  type _InstanceType,
  CreateLaunchTemplateCommand,
  CreateTagsCommand,
  DeleteLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplatesCommand,
  TerminateInstancesCommand,
} from '@aws-sdk/client-ec2';
import { isAppError } from '@/core/errors';
import type { InstanceGroup } from '../provider';
import type { Ec2Api, Ec2Group, Ec2Instance, Ec2Template, Ec2Type, GroupShape, ScalingActivity } from './api';
import { toActivity, toGroup, toInstance, toPolicy } from './aws-shapes';
import type { Ec2Clients } from './clients';
import { explainEc2Error, factsOf } from './errors';
import { hookName, purpose, tagKeys } from './names';
import { tryRole } from './role';
import type { Ec2FleetSettings } from './settings';
import { templateData } from './template';

/** Heartbeat of the drain hook, in seconds: as long as control may drain at most. */
const drainSeconds = 150;
const mebibyte = 1024 ** 2;

/** The calls of {@link Ec2Api}, made with Amazon's SDK. Each has a deadline. */
export class AwsApi implements Ec2Api {
  readonly #settings: Ec2FleetSettings;
  readonly #clients: Ec2Clients;

  constructor(settings: Ec2FleetSettings, clients: Ec2Clients) {
    this.#settings = settings;
    this.#clients = clients;
  }

  async instances(): Promise<Ec2Instance[]> {
    const Filters = [{ Name: `tag:${tagKeys.installation}`, Values: [this.#settings.installation] }];
    const pages = this.#pages((NextToken, to) => this.#clients.ec2.send(new DescribeInstancesCommand({ Filters, MaxResults: 1000, NextToken }), to));
    const answers = await this.#call('EC2', 'ec2:DescribeInstances', pages);
    return answers.flatMap(({ Reservations }) => (Reservations ?? []).flatMap(({ Instances }) => (Instances ?? []).flatMap((one) => toInstance(one) ?? [])));
  }

  async groups(): Promise<Ec2Group[]> {
    const Filters = [{ Name: `tag:${tagKeys.installation}`, Values: [this.#settings.installation] }];
    const pages = this.#pages((NextToken, to) => this.#clients.scaling.send(new DescribeAutoScalingGroupsCommand({ Filters, MaxRecords: 100, NextToken }), to));
    const answers = await this.#call('Auto Scaling', 'autoscaling:DescribeAutoScalingGroups', pages);
    return answers.flatMap(({ AutoScalingGroups }) => (AutoScalingGroups ?? []).flatMap((group) => toGroup(group) ?? []));
  }

  async templates(): Promise<Ec2Template[]> {
    const Filters = [{ Name: `tag:${tagKeys.installation}`, Values: [this.#settings.installation] }];
    const pages = this.#pages((NextToken, to) => this.#clients.ec2.send(new DescribeLaunchTemplatesCommand({ Filters, MaxResults: 200, NextToken }), to));
    const answers = await this.#call('EC2', 'ec2:DescribeLaunchTemplates', pages);
    return answers.flatMap(({ LaunchTemplates }) =>
      (LaunchTemplates ?? []).flatMap(({ LaunchTemplateName, CreateTime }) =>
        LaunchTemplateName === undefined ? [] : [{ name: LaunchTemplateName, createdAt: CreateTime?.getTime() ?? 0 }],
      ),
    );
  }

  async activities(group: string): Promise<ScalingActivity[]> {
    const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: group, MaxRecords: 20 });
    const { Activities } = await this.#call('Auto Scaling', 'autoscaling:DescribeScalingActivities', (to) => this.#clients.scaling.send(command, to));
    return (Activities ?? []).map(toActivity);
  }

  async types(names: readonly string[]): Promise<Ec2Type[]> {
    const command = new DescribeInstanceTypesCommand({ InstanceTypes: names.map((name) => name as _InstanceType) });
    const { InstanceTypes } = await this.#call('EC2', 'ec2:DescribeInstanceTypes', (to) => this.#clients.ec2.send(command, to), names.join(', '));
    return (InstanceTypes ?? []).map(({ InstanceType, VCpuInfo, MemoryInfo }) => ({
      name: InstanceType ?? '',
      cpus: VCpuInfo?.DefaultVCpus ?? 1,
      memoryBytes: (MemoryInfo?.SizeInMiB ?? 0) * mebibyte,
    }));
  }

  async createTemplate(name: string, type: string): Promise<void> {
    const command = new CreateLaunchTemplateCommand({
      LaunchTemplateName: name,
      ClientToken: name.slice(-64),
      LaunchTemplateData: templateData(this.#settings, type),
      TagSpecifications: [{ ResourceType: 'launch-template', Tags: this.#ownTags() }],
    });
    await this.#unless(/AlreadyExists/, 'EC2', 'ec2:CreateLaunchTemplate', (to) => this.#clients.ec2.send(command, to), type);
  }

  async removeTemplate(name: string): Promise<void> {
    const command = new DeleteLaunchTemplateCommand({ LaunchTemplateName: name });
    await this.#unless(/NotFound/, 'EC2', 'ec2:DeleteLaunchTemplate', (to) => this.#clients.ec2.send(command, to));
  }

  async createGroup(shape: GroupShape, of: InstanceGroup): Promise<void> {
    const { installation } = this.#settings;
    const own = [
      ...this.#ownTags(),
      { Key: tagKeys.endpoint, Value: of.endpoint },
      { Key: tagKeys.endpointId, Value: of.endpointId },
      { Key: tagKeys.variant, Value: of.variant },
    ];
    const tags = [...own, { Key: 'Name', Value: `${installation}: ${of.endpoint}/${of.variant}` }];
    const command = new CreateAutoScalingGroupCommand({
      AutoScalingGroupName: shape.name,
      MinSize: 0,
      MaxSize: shape.max,
      DesiredCapacity: 0,
      MixedInstancesPolicy: toPolicy(shape),
      VPCZoneIdentifier: shape.subnets.join(','),
      HealthCheckType: 'EC2',
      NewInstancesProtectedFromScaleIn: true,
      CapacityRebalance: false,
      LifecycleHookSpecificationList: [
        {
          LifecycleHookName: hookName,
          LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
          HeartbeatTimeout: drainSeconds,
          DefaultResult: 'CONTINUE',
        },
      ],
      Tags: tags.map(({ Key, Value }) => ({ Key, Value, PropagateAtLaunch: true, ResourceId: shape.name, ResourceType: 'auto-scaling-group' })),
    });
    const send = (to: To) => this.#clients.scaling.send(command, to);
    await this.#unless(/AlreadyExists/, 'Auto Scaling', 'autoscaling:CreateAutoScalingGroup', send, shape.types[0]);
  }

  async updateGroup(shape: GroupShape): Promise<void> {
    const command = new UpdateAutoScalingGroupCommand({
      AutoScalingGroupName: shape.name,
      MaxSize: shape.max,
      MixedInstancesPolicy: toPolicy(shape),
      VPCZoneIdentifier: shape.subnets.join(','),
    });
    await this.#call('Auto Scaling', 'autoscaling:UpdateAutoScalingGroup', (to) => this.#clients.scaling.send(command, to), shape.types[0]);
  }

  async suspendRebalance(group: string): Promise<void> {
    const command = new SuspendProcessesCommand({ AutoScalingGroupName: group, ScalingProcesses: ['AZRebalance'] });
    await this.#call('Auto Scaling', 'autoscaling:SuspendProcesses', (to) => this.#clients.scaling.send(command, to));
  }

  async removeGroup(group: string): Promise<void> {
    const command = new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: group, ForceDelete: false });
    await this.#unless(/not found/i, 'Auto Scaling', 'autoscaling:DeleteAutoScalingGroup', (to) => this.#clients.scaling.send(command, to));
  }

  async setDesired(group: string, desired: number, type = ''): Promise<void> {
    const command = new SetDesiredCapacityCommand({ AutoScalingGroupName: group, DesiredCapacity: desired, HonorCooldown: false });
    await this.#call('Auto Scaling', 'autoscaling:SetDesiredCapacity', (to) => this.#clients.scaling.send(command, to), type);
  }

  async nameInstance(instanceId: string, id: string): Promise<void> {
    const command = new CreateTagsCommand({ Resources: [instanceId], Tags: [{ Key: tagKeys.instance, Value: id }] });
    await this.#call('EC2', 'ec2:CreateTags', (to) => this.#clients.ec2.send(command, to));
  }

  async endMember(instanceId: string): Promise<void> {
    const command = new TerminateInstanceInAutoScalingGroupCommand({ InstanceId: instanceId, ShouldDecrementDesiredCapacity: true });
    const send = (to: To) => this.#clients.scaling.send(command, to);
    await this.#unless(/not found|No managed instance/i, 'Auto Scaling', 'autoscaling:TerminateInstanceInAutoScalingGroup', send);
  }

  async endInstance(instanceId: string): Promise<void> {
    const command = new TerminateInstancesCommand({ InstanceIds: [instanceId] });
    await this.#unless(/InvalidInstanceID/, 'EC2', 'ec2:TerminateInstances', (to) => this.#clients.ec2.send(command, to));
  }

  async releaseMember(group: string, instanceId: string): Promise<void> {
    const command = new CompleteLifecycleActionCommand({
      AutoScalingGroupName: group,
      LifecycleHookName: hookName,
      InstanceId: instanceId,
      LifecycleActionResult: 'CONTINUE',
    });
    const send = (to: To) => this.#clients.scaling.send(command, to);
    await this.#unless(/No active Lifecycle Action/i, 'Auto Scaling', 'autoscaling:CompleteLifecycleAction', send);
  }

  tryRole(): Promise<{ permission: string; error: unknown }[]> {
    return tryRole(this.#settings, this.#clients);
  }

  #ownTags(): { Key: string; Value: string }[] {
    return [
      { Key: tagKeys.installation, Value: this.#settings.installation },
      { Key: tagKeys.purpose, Value: purpose },
    ];
  }

  #pages<Answer extends { NextToken?: string | undefined }>(send: (token: string | undefined, to: To) => Promise<Answer>): (to: To) => Promise<Answer[]> {
    return async (to) => {
      const answers: Answer[] = [];
      for (let token: string | undefined; ; ) {
        const answer = await send(token, to);
        answers.push(answer);
        token = answer.NextToken;
        if (token === undefined || token === '') return answers;
      }
    };
  }

  async #call<Answer>(service: 'EC2' | 'Auto Scaling', permission: string, send: (to: To) => Promise<Answer>, type = ''): Promise<Answer> {
    try {
      return await send({ abortSignal: AbortSignal.timeout(this.#clients.callMs) });
    } catch (error) {
      throw explainEc2Error(error, { service, permission }, type);
    }
  }

  /** A refusal that says that it is done already is none. */
  async #unless(done: RegExp, service: 'EC2' | 'Auto Scaling', permission: string, send: (to: To) => Promise<unknown>, type = ''): Promise<void> {
    try {
      await this.#call(service, permission, send, type);
    } catch (error) {
      const { name, message } = factsOf(isAppError(error) ? error.details.cause : error);
      if (!done.test(`${name}: ${message}`)) throw error;
    }
  }
}

interface To {
  readonly abortSignal: AbortSignal;
}
