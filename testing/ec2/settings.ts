import type { Ec2FleetSettings } from '@/providers/fleet/ec2/settings';
import type { AwsServer } from './server';

/** Settings of a test. Each installation has groups, templates and instances of its own. */
export function testSettings(installation: string, place: AwsServer['place'], more: Partial<Ec2FleetSettings> = {}): Ec2FleetSettings {
  return {
    installation,
    subnets: place.subnets,
    securityGroups: [place.securityGroup],
    instanceProfile: 'aimass-instance',
    image: place.image,
    types: [['c5.large', 'c5a.large'], ['m5.xlarge']],
    spotPercent: 0,
    instancesMax: 20,
    join: { controlUrl: 'https://control.test:8443', caPem: '-----BEGIN CERTIFICATE-----\n', token: 'join-token', agent: null },
    ...more,
  };
}
