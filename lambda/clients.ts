import { IAMClient, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { Secret } from '../core/secret';
import type { Look } from '../integrity/look';
import type { RunStore } from '../integrity/run-store';
import { lookAtS3 } from '../integrity/s3-look';
import { openBucket } from '../integrity/s3-run-store';
import type { CheckSettings } from '../integrity/settings';

/** Times a request to AWS is sent at most: S3 answers SlowDown for a while when much is listed at once. */
const ATTEMPTS = 6;

/** AWS, as the check of one store uses it. */
export interface CheckClients {
  /** The bucket of recordings, and its replica. */
  readonly look: Look;
  /** The bucket of reports, below a folder; without one, from its root. */
  readonly reports: (folder?: string) => RunStore;
  /** Reads a secret. */
  readonly readSecret: (name: string) => Promise<Secret>;
  /** When each access key of a user that is on was made, in milliseconds since 1970. */
  readonly listKeys: (userName: string) => Promise<readonly number[]>;
}

/** Where AWS is, if it is not AWS itself. */
export interface AwsPlace {
  /** The endpoint of all services. @default - those of AWS */
  readonly endpoint?: string;
  /** @default - those of the process */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** Opens only the bucket of recordings. */
export function openLook(
  { region, bucket }: { readonly region: string; readonly bucket: string },
  place: AwsPlace = {},
): Look {
  const s3 = new S3Client({ region, maxAttempts: ATTEMPTS, ...place });
  return lookAtS3({ recordings: { s3, bucket }, mayHead: false });
}

/** Opens AWS, with the credentials of the process unless others are given. */
export function openClients(settings: CheckSettings, place: AwsPlace = {}): CheckClients {
  const { region, bucket, replica, reports, source } = settings;
  const options = { maxAttempts: ATTEMPTS, ...place };
  const s3 = new S3Client({ region, ...options });
  const secrets = new SecretsManagerClient({ region, ...options });
  const iam = new IAMClient({ region, ...options });
  return {
    look: lookAtS3({
      recordings: { s3, bucket },
      replica: replica && {
        s3: new S3Client({ region: replica.region, ...options }),
        bucket: replica.bucket,
      },
      // Who may read metadata has the key, and so must not reach recordings at all.
      sidecarSuffix: settings.sidecarSuffix,
      mayHead: replica !== undefined && source.kind !== 'sidecars',
    }),
    reports: (folder) => openBucket({ s3, bucket: reports }, folder),
    readSecret: async (name) => {
      const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: name }));
      return new Secret(SecretString ?? '');
    },
    listKeys: async (UserName) => {
      const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName }));
      const on = AccessKeyMetadata.filter(({ Status }) => Status === 'Active');
      return on.map(({ CreateDate }) => CreateDate?.getTime() ?? 0);
    },
  };
}
