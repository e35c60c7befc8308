import type { _InstanceType, RequestLaunchTemplateData } from '@aws-sdk/client-ec2';
import { purpose, tagKeys, templateName } from './names';
import type { Ec2FleetSettings } from './settings';
import { userData } from './user-data';

/**
 * What an instance of a type is made of. Whole in one version: a version made from another would inherit from it. Credentials of the instance are
 * out of reach for containers and for requests that a model was tricked into: tokens are required, and their answers travel one hop only.
 */
export function templateData(settings: Ec2FleetSettings, type: string): RequestLaunchTemplateData {
  const profile = settings.instanceProfile;
  const tags = [
    { Key: tagKeys.installation, Value: settings.installation },
    { Key: tagKeys.purpose, Value: purpose },
    { Key: tagKeys.type, Value: type },
  ];
  return {
    ImageId: settings.image,
    InstanceType: type as _InstanceType,
    IamInstanceProfile: profile.startsWith('arn:') ? { Arn: profile } : { Name: profile },
    SecurityGroupIds: [...settings.securityGroups],
    MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 1, HttpEndpoint: 'enabled', InstanceMetadataTags: 'disabled' },
    InstanceInitiatedShutdownBehavior: 'terminate',
    Monitoring: { Enabled: true },
    UserData: Buffer.from(userData(settings.join)).toString('base64'),
    TagSpecifications: [
      { ResourceType: 'instance', Tags: tags },
      { ResourceType: 'volume', Tags: tags },
    ],
  };
}

export function templateNameOf(settings: Ec2FleetSettings, type: string): string {
  return templateName(settings.installation, type, templateData(settings, type));
}
