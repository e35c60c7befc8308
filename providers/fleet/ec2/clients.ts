import { AutoScalingClient } from '@aws-sdk/client-auto-scaling';
import { EC2Client } from '@aws-sdk/client-ec2';

/** Where the APIs are and who asks. All of it comes from the AWS SDK's usual variables unless given. */
export interface Ec2Access {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
  /** One call is given so long, in ms. */
  readonly callMs?: number | undefined;
}

export const callMsDefault = 10_000;

export interface Ec2Clients {
  readonly ec2: EC2Client;
  readonly scaling: AutoScalingClient;
  readonly callMs: number;
}

/** Calls are made once: what comes next is decided anew from what is, not repeated blindly by the SDK. */
export function createEc2Clients(access: Ec2Access = {}): Ec2Clients {
  const { endpoint, credentials, callMs = callMsDefault } = access;
  const config = {
    region: access.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1',
    maxAttempts: 1,
    requestHandler: { connectionTimeout: Math.min(5_000, callMs) },
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  };
  return { ec2: new EC2Client(config), scaling: new AutoScalingClient(config), callMs };
}
