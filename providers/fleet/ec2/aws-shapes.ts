import type { Activity, AutoScalingGroup, MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling';
import type { Instance } from '@aws-sdk/client-ec2';
import type { Ec2Group, Ec2Instance, GroupShape, ScalingActivity } from './api';

type Tags = readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;

const toTags = (tags: Tags): Record<string, string> =>
  Object.fromEntries((tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? '']])));

const states: readonly Ec2Instance['state'][] = ['pending', 'running', 'shutting-down', 'terminated', 'stopping', 'stopped'];

/** Null for one without an id, which the API's types allow. */
export function toInstance(instance: Instance): Ec2Instance | null {
  const state = states.find((known) => known === instance.State?.Name);
  if (instance.InstanceId === undefined || state === undefined) return null;
  const over = state !== 'pending' && state !== 'running';
  return {
    instanceId: instance.InstanceId,
    type: instance.InstanceType ?? '',
    state,
    zone: instance.Placement?.AvailabilityZone ?? '',
    market: instance.InstanceLifecycle === 'spot' ? 'spot' : 'on-demand',
    launchedAt: instance.LaunchTime?.getTime() ?? 0,
    tags: toTags(instance.Tags),
    endCode: over ? (instance.StateReason?.Code ?? '') : '',
    endMessage: over ? (instance.StateReason?.Message ?? instance.StateTransitionReason ?? '') : '',
  };
}

export function toGroup(group: AutoScalingGroup): Ec2Group | null {
  if (group.AutoScalingGroupName === undefined) return null;
  const policy = group.MixedInstancesPolicy;
  const onDemandPercent = policy?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity ?? 100;
  return {
    name: group.AutoScalingGroupName,
    desired: group.DesiredCapacity ?? 0,
    max: group.MaxSize ?? 0,
    template: policy?.LaunchTemplate?.LaunchTemplateSpecification?.LaunchTemplateName ?? '',
    types: (policy?.LaunchTemplate?.Overrides ?? []).flatMap(({ InstanceType }) => InstanceType ?? []),
    spotPercent: 100 - onDemandPercent,
    subnets: (group.VPCZoneIdentifier ?? '').split(',').filter((subnet) => subnet !== ''),
    members: (group.Instances ?? []).flatMap(({ InstanceId, LifecycleState }) =>
      InstanceId === undefined ? [] : [{ instanceId: InstanceId, lifecycle: LifecycleState ?? '' }],
    ),
    tags: toTags(group.Tags),
    deleting: group.Status !== undefined && group.Status !== '',
    rebalanceSuspended: (group.SuspendedProcesses ?? []).some(({ ProcessName }) => ProcessName === 'AZRebalance'),
  };
}

export function toActivity(activity: Activity): ScalingActivity {
  const zone = /"Availability Zone"\s*:\s*"([^"]+)"/.exec(activity.Details ?? '')?.[1] ?? '';
  return {
    at: activity.StartTime?.getTime() ?? 0,
    failed: activity.StatusCode === 'Failed' || activity.StatusCode === 'Cancelled',
    message: activity.StatusMessage ?? '',
    zone,
  };
}

/** Types that may stand in for one another, and how many of the instances may be spot. */
export function toPolicy(shape: GroupShape): MixedInstancesPolicy {
  return {
    LaunchTemplate: {
      LaunchTemplateSpecification: { LaunchTemplateName: shape.template, Version: '1' },
      Overrides: shape.types.map((InstanceType) => ({ InstanceType })),
    },
    InstancesDistribution: {
      OnDemandBaseCapacity: 0,
      OnDemandPercentageAboveBaseCapacity: 100 - shape.spotPercent,
      OnDemandAllocationStrategy: 'prioritized',
      SpotAllocationStrategy: 'price-capacity-optimized',
    },
  };
}
