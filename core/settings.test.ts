import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from './settings';

const ec2 = {
  AIMASS_FLEET: 'ec2',
  AIMASS_STORAGE: 's3://models/here',
  AIMASS_EC2_INSTALLATION: 'acme-prod',
  AIMASS_EC2_SUBNETS: 'subnet-0a1b2c,subnet-3d4e5f',
  AIMASS_EC2_SECURITY_GROUPS: 'sg-0a1b2c',
  AIMASS_EC2_INSTANCE_PROFILE: 'aimass-instance',
  AIMASS_EC2_AMI: 'resolve:ssm:/aimass/agent-image',
  AIMASS_EC2_INSTANCE_TYPES: 'c5.large+c5a.large, m5.xlarge',
};

function faultsOf(environment: Record<string, string>): readonly string[] {
  try {
    readSettings(environment);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.faults;
    throw error;
  }
}

describe('settings of the fleet on EC2', () => {
  test('are taken as they are meant', () => {
    expect(readSettings(ec2)).toMatchObject({ AIMASS_EC2_SPOT_PERCENT: 0, AIMASS_EC2_INSTANCES_MAX: 20, AIMASS_EC2_AMI: 'resolve:ssm:/aimass/agent-image' });
    expect(readSettings({ ...ec2, AIMASS_EC2_INSTANCE_PROFILE: 'arn:aws:iam::123456789012:instance-profile/aimass/agents' })).toBeDefined();
  });

  test('all that lack are named at once, with what storage has to be', () => {
    const needed = Object.keys(ec2).filter((name) => name.startsWith('AIMASS_EC2_'));
    expect(faultsOf({ AIMASS_FLEET: 'ec2' })).toEqual([
      ...needed.map((name) => `${name}: is needed with AIMASS_FLEET=ec2`),
      'AIMASS_STORAGE: must be s3://bucket/prefix with AIMASS_FLEET=ec2: instances cannot read this disk',
    ]);
  });

  test.each([
    ['AIMASS_EC2_INSTALLATION', 'Acme Prod', 'must be 3 to 20'],
    ['AIMASS_EC2_SUBNETS', 'subnet-0a1b2c;subnet-3d4e5f', 'must be subnet ids'],
    ['AIMASS_EC2_SECURITY_GROUPS', 'default', 'must be security group ids'],
    ['AIMASS_EC2_INSTANCE_PROFILE', 'arn:aws:iam::123456789012:role/aimass', 'must be the name or ARN of an instance profile'],
    ['AIMASS_EC2_AMI', '/aimass/agent-image', 'must be ami-… or resolve:ssm:'],
    ['AIMASS_EC2_INSTANCE_TYPES', 'large', 'must be types with commas between'],
    ['AIMASS_EC2_SPOT_PERCENT', '150', 'must be a whole number from 0 to 100'],
    ['AIMASS_EC2_INSTANCES_MAX', '0', 'must be a whole number from 1 to 1000'],
  ])('%s may not be %j', (name, value, why) => {
    expect(faultsOf({ ...ec2, [name]: value })).toEqual([expect.stringContaining(`${name}: ${why}`)]);
  });
});
