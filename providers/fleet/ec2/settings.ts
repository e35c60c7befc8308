import type { Settings } from '@/core/settings';

/** What the fleet on EC2 is made of, read from the settings. */
export interface Ec2FleetSettings {
  /** Marks everything this installation owns at Amazon. */
  readonly installation: string;
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
  /** Name or ARN. */
  readonly instanceProfile: string;
  /** `ami-…`, or `resolve:ssm:` and a parameter. */
  readonly image: string;
  /** Each choice of the wizard with the types that may stand in for it; it bears the name of the first. */
  readonly types: readonly (readonly string[])[];
  readonly spotPercent: number;
  readonly instancesMax: number;
  /** What the agent on an instance is told; see `user-data.ts`. */
  readonly join: JoinMaterial;
}

/**
 * What an instance needs to become an agent of this installation. It is part of the launch template, so a change makes a new revision for
 * instances that start from then on.
 */
export interface JoinMaterial {
  /** Where control's agent API is reached from an instance. */
  readonly controlUrl: string;
  /** The installation's CA, PEM: the agent trusts nothing else. */
  readonly caPem: string;
  /** Lets an agent ask for its certificate, together with its instance's signed identity document; of this group or of the installation. */
  readonly token: string;
  /** Archive of the agent with its SHA-256; null where the image has the agent in it. */
  readonly agent: { readonly url: string; readonly sha256: string } | null;
}

type Given = Pick<
  Settings,
  | 'AIMASS_EC2_INSTALLATION'
  | 'AIMASS_EC2_SUBNETS'
  | 'AIMASS_EC2_SECURITY_GROUPS'
  | 'AIMASS_EC2_INSTANCE_PROFILE'
  | 'AIMASS_EC2_AMI'
  | 'AIMASS_EC2_INSTANCE_TYPES'
  | 'AIMASS_EC2_SPOT_PERCENT'
  | 'AIMASS_EC2_INSTANCES_MAX'
>;

const listed = (text: string | undefined, separator: string): string[] => (text ?? '').split(separator).map((part) => part.trim());

/** @param settings  as `readSettings` gave them for `AIMASS_FLEET=ec2`: nothing that is needed lacks */
export function ec2FleetSettings(settings: Given, join: JoinMaterial): Ec2FleetSettings {
  return {
    installation: settings.AIMASS_EC2_INSTALLATION ?? '',
    subnets: listed(settings.AIMASS_EC2_SUBNETS, ','),
    securityGroups: listed(settings.AIMASS_EC2_SECURITY_GROUPS, ','),
    instanceProfile: settings.AIMASS_EC2_INSTANCE_PROFILE ?? '',
    image: settings.AIMASS_EC2_AMI ?? '',
    types: listed(settings.AIMASS_EC2_INSTANCE_TYPES, ',').map((choice) => listed(choice, '+')),
    spotPercent: settings.AIMASS_EC2_SPOT_PERCENT,
    instancesMax: settings.AIMASS_EC2_INSTANCES_MAX,
    join,
  };
}
