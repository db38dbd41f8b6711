import { IAMClient, paginateListAccessKeys } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Secret } from '../core/secret';
import type { BucketReader } from '../integrity/bucket-reader';
import type { RunStore } from '../integrity/run-store';
import { s3BucketReader } from '../integrity/s3-bucket-reader';
import { s3RunStore } from '../integrity/s3-run-store';
import type { CheckSettings } from '../integrity/settings';

/** Times a request is sent at most: S3 answers SlowDown for a while when much is listed at once. */
const ATTEMPTS = 6;

/** AWS, as the check of one store uses it. */
export interface CheckClients {
  /** The bucket of recordings and its replica. */
  readonly reader: BucketReader;
  /** The bucket of reports, below a folder; without one, from its root. */
  readonly reports: (folder?: string) => RunStore;
  readonly readSecret: (name: string) => Promise<Secret>;
  /** Creation times of a user's active access keys, in milliseconds since 1970. */
  readonly listKeys: (userName: string) => Promise<readonly number[]>;
}

/** Where AWS is, if it is not AWS itself. */
export interface AwsEndpoint {
  /** The endpoint of all services. @default - those of AWS */
  readonly endpoint?: string;
  /** @default - those of the process */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Opens only the bucket of recordings. */
export function openBucketReader(
  { region, bucket }: Pick<CheckSettings, 'region' | 'bucket'>,
  endpoint: AwsEndpoint = {},
): BucketReader {
  const s3 = new S3Client({ region, maxAttempts: ATTEMPTS, ...endpoint });
  return s3BucketReader({ recordings: { s3, bucket }, mayHead: false });
}

/** Opens AWS, with the credentials of the process unless others are given. */
export function openClients(settings: CheckSettings, endpoint: AwsEndpoint = {}): CheckClients {
  const { region, bucket, replica, reports, source, sidecarSuffix } = settings;
  const options = { region, maxAttempts: ATTEMPTS, ...endpoint };
  const s3 = new S3Client(options);
  const secrets = new SecretsManagerClient(options);
  const iam = new IAMClient(options);
  return {
    reader: s3BucketReader({
      recordings: { s3, bucket },
      replica: replica && {
        s3: new S3Client({ ...options, region: replica.region }),
        bucket: replica.bucket,
      },
      sidecarSuffix,
      // A role that reads metadata files may use the key, and therefore has no access to recordings.
      mayHead: replica !== undefined && source.kind !== 'sidecars',
    }),
    reports: (folder) => s3RunStore({ s3, bucket: reports }, folder),
    readSecret: async (SecretId) => {
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId }));
      return new Secret(SecretString ?? '');
    },
    listKeys: async (UserName) => {
      const keys = [];
      for await (const page of paginateListAccessKeys({ client: iam }, { UserName })) {
        keys.push(...(page.AccessKeyMetadata ?? []));
      }
      const active = keys.filter(({ Status }) => Status === 'Active');
      return active.map(({ CreateDate }) => CreateDate?.getTime() ?? 0);
    },
  };
}
