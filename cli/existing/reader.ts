import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import type { IAMClient } from '@aws-sdk/client-iam';
import type { KMSClient } from '@aws-sdk/client-kms';
import type { S3Client } from '@aws-sdk/client-s3';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { AccountScope } from '../../core/arn';
import type { Tags } from './created';

/** A resource that exists. */
export interface LiveResource {
  /** What Terraform imports it by. */
  readonly id: string;
  /** @default - resources of its type have none, or AWS does not show them */
  readonly tags?: Tags | undefined;
  /** When AWS deletes it for good. @default - it is not to be deleted */
  readonly deletedOn?: Date | undefined;
  /** Whether it contains nothing: objects, versions or members. @default - it is not a container, or not known */
  readonly empty?: boolean;
  /** Region of a bucket, if it is not the one in which it is to be created. */
  readonly otherRegion?: string;
  /** Set on a bucket of another account, and on one that the credentials have no access to. */
  readonly inaccessible?: true;
}

/** Clients for the region of a resource. */
export interface RegionClients {
  readonly s3: S3Client;
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly logs: CloudWatchLogsClient;
  readonly secrets: SecretsManagerClient;
  readonly sns: SNSClient;
}

/** What a reader of one type is given. */
export interface ReaderInput {
  readonly name: string;
  readonly region: string;
  readonly account: AccountScope;
  readonly clients: RegionClients;
}
