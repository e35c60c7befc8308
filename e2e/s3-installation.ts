import { type CORSRule, PutBucketCorsCommand } from '@aws-sdk/client-s3';
import { createS3Client } from '@/providers/storage/s3-client';
import { s3ServerLacks, startS3Server } from '@/testing/s3-server';
import { admin, adminKey, test } from './fixtures';
import { type Installation, startInstallation } from './installation';

const bucket = 'models';
const credentials = { AWS_ACCESS_KEY_ID: 'testkey', AWS_SECRET_ACCESS_KEY: 'testsecret123', AWS_REGION: 'us-east-1' };

/** An installation whose objects lie in an S3 server of its own. */
export interface S3Installation extends Installation {
  /** Origin of the S3 server. */
  readonly s3Url: string;
  setCors(rules: CORSRule[]): Promise<void>;
  /** The S3 server keeps its connections and answers nothing until it is thawed: what waits for it hangs, as with a storage in trouble. */
  freezeStorage(): void;
  thawStorage(): void;
}

/** Skips, and says so, where the S3 server of the tests cannot be built; with CI=true that is an error. */
export function needsS3(): void {
  const lacks = s3ServerLacks();
  test.skip(lacks !== null, lacks ?? '');
}

export async function startInstallationOnS3(): Promise<S3Installation> {
  const s3 = await startS3Server([bucket]);
  try {
    const installation = await startInstallation({
      AIMASS_INIT_ADMIN_EMAIL: admin.email,
      AIMASS_INIT_ADMIN_PASSWORD: admin.password,
      AIMASS_INIT_API_KEY: adminKey,
      AIMASS_STORAGE: `s3://${bucket}/aimass`,
      AIMASS_S3_FORCE_PATH_STYLE: '1',
      AWS_ENDPOINT_URL_S3: s3.access.endpoint,
      ...credentials,
    });
    return {
      ...installation,
      s3Url: s3.access.endpoint,
      setCors: async (rules) => {
        await createS3Client(s3.access).send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: rules } }));
      },
      freezeStorage: () => process.kill(s3.pid, 'SIGSTOP'),
      thawStorage: () => process.kill(s3.pid, 'SIGCONT'),
      stop: async () => {
        process.kill(s3.pid, 'SIGCONT');
        const ended = await installation.stop();
        s3.close();
        return ended;
      },
    };
  } catch (error) {
    s3.close();
    throw error;
  }
}
