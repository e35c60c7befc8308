import { DescribeAutoScalingGroupsCommand, DescribeScalingActivitiesCommand } from '@aws-sdk/client-auto-scaling';
import {
  type _InstanceType,
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import type { Ec2Clients } from './clients';
import { factsOf } from './errors';
import { tagKeys } from './names';
import type { Ec2FleetSettings } from './settings';
import { templateData } from './template';

/**
 * Tries rights without changing anything: reads are made, what makes something in EC2 is asked for as a dry run. Auto Scaling has no dry run, and
 * rights that hang on the tag of an existing instance cannot be asked about without one, so neither is tried.
 * @returns each permission with what was answered: null where it was granted
 */
export async function tryRole(settings: Ec2FleetSettings, { ec2, scaling, callMs }: Ec2Clients): Promise<{ permission: string; error: unknown }[]> {
  const type = (settings.types[0]?.[0] ?? '') as _InstanceType;
  const DryRun = true;
  const { ImageId, IamInstanceProfile, SecurityGroupIds, MetadataOptions } = templateData(settings, type);
  const Tags = [{ Key: tagKeys.installation, Value: settings.installation }];
  const TagSpecifications = (['instance', 'volume'] as const).map((ResourceType) => ({ ResourceType, Tags }));
  const run = new RunInstancesCommand({
    DryRun,
    ImageId: ImageId ?? '',
    InstanceType: type,
    MinCount: 1,
    MaxCount: 1,
    SubnetId: settings.subnets[0],
    SecurityGroupIds,
    IamInstanceProfile,
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: MetadataOptions?.HttpPutResponseHopLimit },
    TagSpecifications,
  });
  const template = {
    DryRun,
    LaunchTemplateName: `aimass-${settings.installation}-dry-run`,
    LaunchTemplateData: { InstanceType: type },
    TagSpecifications: [{ ResourceType: 'launch-template' as const, Tags }],
  };
  const to = { abortSignal: AbortSignal.timeout(callMs) };
  const tries: [string, () => Promise<unknown>][] = [
    ['ec2:DescribeInstances', () => ec2.send(new DescribeInstancesCommand({ MaxResults: 5 }), to)],
    ['ec2:DescribeInstanceTypes', () => ec2.send(new DescribeInstanceTypesCommand({ InstanceTypes: [type] }), to)],
    ['ec2:DescribeLaunchTemplates', () => ec2.send(new DescribeLaunchTemplatesCommand({ MaxResults: 1 }), to)],
    ['ec2:DescribeSubnets', () => ec2.send(new DescribeSubnetsCommand({ SubnetIds: [...settings.subnets] }), to)],
    ['ec2:DescribeSecurityGroups', () => ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [...settings.securityGroups] }), to)],
    ['autoscaling:DescribeAutoScalingGroups', () => scaling.send(new DescribeAutoScalingGroupsCommand({ MaxRecords: 1 }), to)],
    ['autoscaling:DescribeScalingActivities', () => scaling.send(new DescribeScalingActivitiesCommand({ MaxRecords: 1 }), to)],
    ['ec2:RunInstances', () => ec2.send(run, to)],
    ['ec2:CreateLaunchTemplate', () => ec2.send(new CreateLaunchTemplateCommand(template), to)],
  ];
  return Promise.all(
    tries.map(async ([permission, attempt]) => {
      try {
        await attempt();
        return { permission, error: null };
      } catch (error) {
        return { permission, error: granted.test(factsOf(error).name) ? null : error };
      }
    }),
  );
}

/** What a dry run answers that would have gone through. */
const granted = /^DryRunOperation$/;
