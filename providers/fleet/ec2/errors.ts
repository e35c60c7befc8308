import { AppError, type ErrorCode, isAppError } from '@/core/errors';
import { ec2Words } from '@/core/sentences/ec2';
import type { Sentence, Words } from '@/core/sentences/sentence';

/** The call that failed. */
export interface Ec2Call {
  readonly service: 'EC2' | 'Auto Scaling';
  /** As in policies: `ec2:CreateTags`. */
  readonly permission: string;
}

interface Meaning {
  readonly said: RegExp;
  readonly code: ErrorCode;
  readonly words: (said: string, type: string) => { detail: Sentence; fix: Words };
  readonly retryAfterSeconds?: number;
}

/**
 * What Amazon says, by code or, where Auto Scaling has only `ValidationError`, by its sentence. The first that fits counts: quotas before capacity,
 * since their names overlap.
 */
const meanings: readonly Meaning[] = [
  {
    said: /RequestLimitExceeded|Throttling|ThrottledException|TooManyRequests|Rate exceeded/,
    code: 'FLEET_UNREACHABLE',
    words: (said) => ({ detail: ec2Words.throttled({ said }), fix: ec2Words.waitsItself() }),
    retryAfterSeconds: 5,
  },
  {
    said: /VcpuLimitExceeded|InstanceLimitExceeded|MaxSpotInstanceCountExceeded|PendingVerification|(^|\b)LimitExceeded/,
    code: 'NO_CAPACITY',
    words: (said) => ({ detail: ec2Words.quota({ said }), fix: ec2Words.raiseQuota() }),
    retryAfterSeconds: 300,
  },
  {
    said: /Insufficient(Instance|Host|ReservedInstance)?Capacity|UnfulfillableCapacity|capacity-not-available|SpotMaxPriceTooLow|no Spot capacity|do not have sufficient/,
    code: 'NO_CAPACITY',
    words: (_said, type) => ({ detail: ec2Words.noCapacity({ type }), fix: ec2Words.otherTypes() }),
    retryAfterSeconds: 30,
  },
  {
    said: /above max value/,
    code: 'NO_CAPACITY',
    words: () => ({ detail: ec2Words.aboveGroupMax(), fix: ec2Words.groupMaxRestored() }),
    retryAfterSeconds: 5,
  },
  {
    said: /AuthFailure|InvalidClientTokenId|SignatureDoesNotMatch|ExpiredToken|RequestExpired|CredentialsProviderError|UnrecognizedClient|MissingAuthenticationToken/,
    code: 'FLEET_ACCESS_DENIED',
    words: (said) => ({ detail: ec2Words.noCredentials({ said }), fix: ec2Words.giveCredentials() }),
  },
  {
    said: /InvalidAMIID|InvalidAMIName|image id|InvalidParameterValue.*resolve:ssm/i,
    code: 'FLEET_MISCONFIGURED',
    words: (said) => ({ detail: ec2Words.badImage({ said }), fix: ec2Words.correctImage() }),
  },
  {
    said: /InvalidSubnet|subnet ID/i,
    code: 'FLEET_MISCONFIGURED',
    words: (said) => ({ detail: ec2Words.badSubnet({ said }), fix: ec2Words.correctSubnet() }),
  },
  {
    said: /InvalidGroup\.|InvalidSecurityGroupID|security group/i,
    code: 'FLEET_MISCONFIGURED',
    words: (said) => ({ detail: ec2Words.badSecurityGroup({ said }), fix: ec2Words.correctSecurityGroup() }),
  },
  {
    said: /instance ?profile/i,
    code: 'FLEET_MISCONFIGURED',
    words: (said) => ({ detail: ec2Words.badProfile({ said }), fix: ec2Words.correctProfile() }),
  },
  {
    said: /InvalidInstanceType|Unsupported\b|instance type/i,
    code: 'INSTANCE_TYPE_UNKNOWN',
    words: (said, type) => ({ detail: ec2Words.badType({ type, said }), fix: ec2Words.otherTypes() }),
  },
  {
    said: /NotFound|not found|does not exist|pending delete/i,
    code: 'INSTANCE_START_FAILED',
    words: (said) => ({ detail: ec2Words.notVisible({ said }), fix: ec2Words.waitsItself() }),
    retryAfterSeconds: 5,
  },
];

/** An error of the SDK, or of the way to Amazon, in the words of the fleet. */
export function explainEc2Error(error: unknown, call: Ec2Call, type = ''): AppError {
  if (isAppError(error)) return error;
  const { name, message, status } = factsOf(error);
  const said = `${name}: ${message}`.slice(0, 500);
  if (isDenied(error)) {
    // Auto Scaling passes on what EC2 or IAM refused, and names it only in its sentence.
    const permission = /perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1] ?? call.permission;
    const fix = ec2Words.addPermission({ permission });
    return new AppError('FLEET_ACCESS_DENIED', { detail: ec2Words.denied({ permission }), fix, evidence: said, cause: error });
  }
  const isAnswer = status !== null && name !== '' && !['SyntaxError', 'TimeoutError', 'AbortError'].includes(name);
  const meaning = isAnswer || name === 'CredentialsProviderError' ? meanings.find((one) => one.said.test(said)) : undefined;
  if (meaning !== undefined) return fromMeaning(meaning, name, said, type, error);
  if (isAnswer && status < 500) {
    const detail = ec2Words.refused({ service: call.service, action: call.permission, said: message.slice(0, 300) || name });
    return new AppError('INSTANCE_START_FAILED', { detail, fix: ec2Words.readMessage(), evidence: said, retryAfterSeconds: 30, cause: error });
  }
  const detail = ec2Words.unreachable({ service: call.service, said: status === null ? name || 'no answer' : `${name} ${status}` });
  return new AppError('FLEET_UNREACHABLE', { detail, fix: ec2Words.lookAtNetwork(), evidence: said, retryAfterSeconds: 5, cause: error });
}

/** The same for the sentence of a scaling activity that failed. Null where it says nothing that is known. */
export function explainActivity(message: string, type: string): AppError | null {
  const denied = /not authorized to perform:? ([a-z0-9-]+:[A-Za-z]+)/.exec(message)?.[1];
  if (denied !== undefined) {
    const fix = ec2Words.addPermission({ permission: denied });
    return new AppError('FLEET_ACCESS_DENIED', { detail: ec2Words.denied({ permission: denied }), fix, evidence: message.slice(0, 500) });
  }
  const meaning = meanings.find((one) => one.said.test(message));
  return meaning === undefined ? null : fromMeaning(meaning, /\b[A-Z][a-z]+[A-Z][A-Za-z.]+/.exec(message)?.[0] ?? 'Auto Scaling', message, type, undefined);
}

function fromMeaning(meaning: Meaning, name: string, said: string, type: string, cause: unknown): AppError {
  const { retryAfterSeconds } = meaning;
  return new AppError(meaning.code, {
    ...meaning.words(name, type),
    evidence: said.slice(0, 500),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Whether the role lacks a right, as against any other trouble. */
export function isDenied(error: unknown): boolean {
  return /UnauthorizedOperation|AccessDenied|Forbidden/.test(factsOf(error).name);
}

/** Whether Amazon asks for fewer calls. */
export function isThrottled(error: unknown): boolean {
  const { name, message } = factsOf(error);
  return meanings[0]?.said.test(`${name}: ${message}`) === true;
}

export function factsOf(error: unknown): { name: string; message: string; status: number | null } {
  if (typeof error !== 'object' || error === null) return { name: '', message: '', status: null };
  const code = 'Code' in error && typeof error.Code === 'string' ? error.Code : '';
  const name = code !== '' ? code : 'name' in error && typeof error.name === 'string' ? error.name : '';
  const message = 'message' in error && typeof error.message === 'string' ? error.message : '';
  const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number } | undefined) : undefined;
  return { name, message, status: metadata?.httpStatusCode ?? null };
}
