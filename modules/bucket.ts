import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { S3BucketLoggingA } from '@cdktf/provider-aws/lib/s3-bucket-logging';
import { S3BucketOwnershipControls } from '@cdktf/provider-aws/lib/s3-bucket-ownership-controls';
import { S3BucketPolicy } from '@cdktf/provider-aws/lib/s3-bucket-policy';
import { S3BucketPublicAccessBlock } from '@cdktf/provider-aws/lib/s3-bucket-public-access-block';
import { S3BucketServerSideEncryptionConfigurationA } from '@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration';
import { S3BucketVersioningA } from '@cdktf/provider-aws/lib/s3-bucket-versioning';
import { Construct } from 'constructs';
import { bucketArn } from '../core/arn';
import { checkPolicySize, renderPolicy, type Statement } from '../core/policy';
import { refuse } from '../core/problem';
import { STORAGE_KIND_TAG, type StorageKind } from '../core/tags';
import { checkBucketName } from './bucket-name';
import { denyInsecureTransport, type TlsVersion } from './bucket-statements';

/** Props of {@link Bucket}. */
export interface BucketProps {
  /** Unique in the whole partition. */
  readonly name: string;

  readonly kind: StorageKind;

  /**
   * ARN of the key for uploads that do not ask for any encryption.
   *
   * @default - S3's own keys (SSE-S3). Right for log buckets only: log delivery cannot use KMS
   */
  readonly keyArn?: string;

  /**
   * The bucket for access logs, in the same region and account.
   *
   * @default - access is not logged
   */
  readonly logBucketName?: string;

  /** Statements in addition to the TLS ones, from this bucket's ARN. @default - none */
  readonly statements?: (bucketArn: string) => readonly Statement[];

  /**
   * The oldest TLS version clients can use.
   *
   * @default '1.2'
   */
  readonly minimumTls?: TlsVersion;

  /**
   * A bucket of a throw-away environment: can be destroyed with everything in it.
   *
   * @default false
   */
  readonly disposable?: boolean;

  /**
   * A bucket that can be destroyed once it is empty.
   *
   * @default false
   */
  readonly destroyable?: boolean | undefined;
}

/** A private, versioned and encrypted bucket with ACLs disabled, reachable through TLS only. */
export class Bucket extends Construct {
  /** Resolves once the bucket exists. */
  readonly name: string;
  /** Resolves once the bucket exists. */
  readonly arn: string;
  /** Lifecycle configurations must depend on it. */
  readonly versioning: S3BucketVersioningA;
  /** Anything the bucket policy allows must depend on it. */
  readonly policy: S3BucketPolicy;

  /** @throws RefusedError for what {@link checkBucketName} finds, and for a policy larger than S3 stores */
  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    refuse(checkBucketName(props.name), this.node.path);

    const bucket = new S3Bucket(this, 'Bucket', {
      bucket: props.name,
      forceDestroy: props.disposable ?? false,
      tags: { [STORAGE_KIND_TAG]: props.kind },
      lifecycle: { preventDestroy: !props.disposable && !props.destroyable },
    });
    this.name = bucket.id;
    this.arn = bucket.arn;
    this.versioning = new S3BucketVersioningA(this, 'Versioning', {
      bucket: bucket.id,
      versioningConfiguration: { status: 'Enabled' },
    });
    this.encrypt(props.keyArn);
    this.policy = this.close(props);
    if (props.logBucketName !== undefined) {
      new S3BucketLoggingA(this, 'Logging', {
        bucket: this.name,
        targetBucket: props.logBucketName,
        targetPrefix: accessLogPrefix(props.name),
      });
    }
  }

  private encrypt(keyArn: string | undefined): void {
    new S3BucketServerSideEncryptionConfigurationA(this, 'Encryption', {
      bucket: this.name,
      rule: [
        {
          applyServerSideEncryptionByDefault:
            keyArn === undefined
              ? { sseAlgorithm: 'AES256' }
              : { sseAlgorithm: 'aws:kms', kmsMasterKeyId: keyArn },
          bucketKeyEnabled: keyArn !== undefined,
        },
      ],
    });
  }

  private close(props: BucketProps): S3BucketPolicy {
    const publicAccess = new S3BucketPublicAccessBlock(this, 'PublicAccess', {
      bucket: this.name,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketOwnershipControls(this, 'Ownership', {
      bucket: this.name,
      rule: { objectOwnership: 'BucketOwnerEnforced' },
    });
    // Measured with the longest ARN it can have: the bucket's own is a token until Terraform runs.
    const longest = bucketPolicyStatements(bucketArn('aws-us-gov', props.name), props);
    refuse(checkPolicySize('bucket policy', longest), this.node.path);
    return new S3BucketPolicy(this, 'Policy', {
      bucket: this.name,
      policy: renderPolicy(bucketPolicyStatements(this.arn, props)),
      // S3 answers OperationAborted when both change at the same time.
      dependsOn: [publicAccess],
    });
  }
}

/** Where a bucket's access logs are written in the log bucket. */
export function accessLogPrefix(bucketName: string): string {
  return `${bucketName}/`;
}

/** All statements of a bucket's policy: the TLS ones, then the given ones. */
export function bucketPolicyStatements(
  arn: string,
  { minimumTls = '1.2', statements }: Pick<BucketProps, 'minimumTls' | 'statements'>,
): readonly Statement[] {
  return [...denyInsecureTransport(arn, minimumTls), ...(statements?.(arn) ?? [])];
}
