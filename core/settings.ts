import { z } from 'zod';
import { isPlausibleKey } from './api-keys';

/** Every setting, its default and its meaning. `docs/configuration.md` is generated from this. */
const portRule = 'must be a whole number from 0 to 65535';
const port = z.coerce.number(portRule).int(portRule).min(0, portRule).max(65_535, portRule);
const ids = (prefix: string): RegExp => new RegExp(`^ *${prefix}-[0-9a-f]+ *(, *${prefix}-[0-9a-f]+ *)*$`);
const instanceType = '[a-z][a-z0-9-]*\\.[a-z0-9-]+';
const typeChoice = `${instanceType}(\\+${instanceType})*`;
const percentRule = 'must be a whole number from 0 to 100';
const instancesRule = 'must be a whole number from 1 to 1000';
const flag = z.enum(['0', '1', 'true', 'false']).transform((value) => value === '1' || value === 'true');

export const settingsSchema = z.object({
  HOST: z.string().default('127.0.0.1').describe('Address of the one public port.'),
  PORT: port.default(8080).describe('The one public port (HTTP). 0 takes a free one, written to `run/state.json` in the data directory.'),
  TLS_PORT: port.default(8443).describe('The same over HTTPS. 0 takes a free one.'),
  AIMASS_TLS_CERT: z.string().optional().describe('Certificate chain (PEM); reloaded when it changes. Without it the installation makes its own CA.'),
  AIMASS_TLS_KEY: z.string().optional().describe('Private key (PEM) of the certificate.'),
  AIMASS_ALLOW_PLAIN_HTTP: flag.default(false).describe('With a non-loopback HOST, serve over plain HTTP instead of redirecting to HTTPS.'),
  AIMASS_DATA_DIR: z.string().default('.data').describe('Everything this installation keeps on disk.'),
  AIMASS_TOOLCHAINS: z
    .string()
    .optional()
    .describe('Folder of the Python environments; default `toolchains` in the data directory. Installations may share one.'),
  AIMASS_WHEELS: z.string().optional().describe('Folder of Python wheels: environments are built from it alone, without a network.'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must begin with postgres:// or postgresql://')
    .optional()
    .describe('PostgreSQL 14 or newer; without it an embedded one is started.'),
  AIMASS_STORAGE: z
    .string()
    .regex(/^(disk|s3:\/\/[a-z0-9][a-z0-9.-]+(\/.*)?)$/, 'must be disk or s3://bucket/prefix')
    .default('disk')
    .describe('Where artifacts live: `disk` or `s3://bucket/prefix`.'),
  AIMASS_S3_FORCE_PATH_STYLE: flag.default(false).describe('Address buckets by path, as most S3-compatible stores need.'),
  AIMASS_STORAGE_GRACE_HOURS: z.coerce
    .number('must be a number of hours, at least 1')
    .min(1, 'must be a number of hours, at least 1')
    .default(24)
    .describe('A stored object that nothing refers to, such as the file of a deleted model, is removed when it is this many hours old.'),
  AIMASS_FLEET: z.enum(['local', 'ec2']).default('local').describe('Where instances come from.'),
  AIMASS_EC2_INSTALLATION: z
    .string()
    .regex(/^[a-z][a-z0-9-]{2,19}$/, 'must be 3 to 20 lower-case letters, digits and dashes, a letter first')
    .optional()
    .describe('Name of this installation in the AWS account: tags what it owns there. Never the same for two installations of one account.'),
  AIMASS_EC2_SUBNETS: z
    .string()
    .regex(ids('subnet'), 'must be subnet ids with commas between, such as subnet-0a1b2c,subnet-3d4e5f')
    .optional()
    .describe('Subnets of instances, one or more a zone, with commas between.'),
  AIMASS_EC2_SECURITY_GROUPS: z
    .string()
    .regex(ids('sg'), 'must be security group ids with commas between, such as sg-0a1b2c')
    .optional()
    .describe('Security groups of instances, with commas between.'),
  AIMASS_EC2_INSTANCE_PROFILE: z
    .string()
    .regex(/^(arn:aws[a-z-]*:iam::\d{12}:instance-profile\/[\w+=,.@/-]+|[\w+=,.@-]{1,128})$/, 'must be the name or ARN of an instance profile')
    .optional()
    .describe('Instance profile of instances, by name or ARN.'),
  AIMASS_EC2_AMI: z
    .string()
    .regex(/^(ami-[0-9a-f]+|resolve:ssm:[\w./-]+(:[\w-]+)?)$/, 'must be ami-… or resolve:ssm: and the name of a parameter')
    .optional()
    .describe('Image of instances: `ami-…`, or `resolve:ssm:` and the name of a parameter that holds one.'),
  AIMASS_EC2_INSTANCE_TYPES: z
    .string()
    .regex(new RegExp(`^ *${typeChoice} *(, *${typeChoice} *)*$`), 'must be types with commas between, stand-ins joined with +: c5.large+c5a.large,m5.xlarge')
    .optional()
    .describe('Instance types on offer, with commas between; types joined with + may stand in for the first of them.'),
  AIMASS_EC2_SPOT_PERCENT: z.coerce
    .number(percentRule)
    .int(percentRule)
    .min(0, percentRule)
    .max(100, percentRule)
    .default(0)
    .describe('Of 100 instances so many may be spot; on-demand ones stand in where spot has none.'),
  AIMASS_EC2_INSTANCES_MAX: z.coerce
    .number(instancesRule)
    .int(instancesRule)
    .min(1, instancesRule)
    .max(1000, instancesRule)
    .default(20)
    .describe('How many EC2 instances this installation may run at once.'),
  AIMASS_PUBLIC_URL: z.url().optional().describe('What snippets and e-mails show; by default taken from the request.'),
  AIMASS_INIT_ADMIN_EMAIL: z.email().optional().describe('First administrator, used on an empty database only.'),
  AIMASS_INIT_ADMIN_PASSWORD: z.string().min(8, 'must have at least 8 characters').optional().describe('Password of the first administrator.'),
  AIMASS_INIT_API_KEY: z
    .string()
    .regex(/^aim_.{32,}$/, 'must be aim_ and at least 32 more characters')
    .refine(isPlausibleKey, 'looks like an issued key but its check sum is wrong')
    .optional()
    .describe('First API key with administrator rights, empty database only.'),
  AIMASS_INIT_ACCESS_KEY_ID: z.string().optional().describe('The same administrator as an AWS-style key pair, empty database only.'),
  AIMASS_INIT_SECRET_ACCESS_KEY: z.string().optional().describe('Secret of that key pair.'),
  AIMASS_LOCAL_REPLICAS: z.coerce.number().int().min(1).optional().describe('How many replicas this machine may hold at once; default max(8, 4 × cores).'),
  AIMASS_SECRET_KEY: z
    .string()
    .refine((value) => Buffer.from(value, 'base64').byteLength === 32, 'must be 32 bytes in base64')
    .optional()
    .describe('All secrets derive from it; made once in the data directory.'),
  AIMASS_METERING: z
    .enum(['written', 'strict'])
    .default('written')
    .describe('`written`: usage is written before the answer and synced within 10 ms; `strict`: synced before the answer.'),
  AIMASS_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\//)
    .optional()
    .describe('Invites, alarms and reports by e-mail.'),
  AIMASS_LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info').describe('Least level that is logged.'),
});

export type Settings = z.infer<typeof settingsSchema>;

/** All faults at once, one line each: `NAME: what is wrong`. */
export class SettingsError extends Error {
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(`Some settings are not valid:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

/** @throws SettingsError naming every fault */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([name, value]) => name in settingsSchema.shape && value !== ''));
  const parsed = settingsSchema.safeParse(given);
  const faults = parsed.success
    ? [...pairFaults(parsed.data), ...fleetFaults(parsed.data)]
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success || faults.length > 0) throw new SettingsError(faults);
  return parsed.data;
}

function pairFaults(settings: Settings): string[] {
  const pairs: [keyof Settings, keyof Settings][] = [
    ['AIMASS_TLS_CERT', 'AIMASS_TLS_KEY'],
    ['AIMASS_INIT_ADMIN_EMAIL', 'AIMASS_INIT_ADMIN_PASSWORD'],
    ['AIMASS_INIT_ACCESS_KEY_ID', 'AIMASS_INIT_SECRET_ACCESS_KEY'],
  ];
  return pairs.flatMap(([a, b]) => {
    if ((settings[a] === undefined) === (settings[b] === undefined)) return [];
    return [`${settings[a] === undefined ? a : b}: is needed together with ${settings[a] === undefined ? b : a}`];
  });
}

/** What a fleet on EC2 cannot do without. */
const neededForEc2 = [
  'AIMASS_EC2_INSTALLATION',
  'AIMASS_EC2_SUBNETS',
  'AIMASS_EC2_SECURITY_GROUPS',
  'AIMASS_EC2_INSTANCE_PROFILE',
  'AIMASS_EC2_AMI',
  'AIMASS_EC2_INSTANCE_TYPES',
] as const;

function fleetFaults(settings: Settings): string[] {
  if (settings.AIMASS_FLEET !== 'ec2') return [];
  const faults = neededForEc2.filter((name) => settings[name] === undefined).map((name) => `${name}: is needed with AIMASS_FLEET=ec2`);
  if (settings.AIMASS_STORAGE === 'disk') faults.push('AIMASS_STORAGE: must be s3://bucket/prefix with AIMASS_FLEET=ec2: instances cannot read this disk');
  return faults;
}
