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
import { checkBucketName } from './bucket-name';
import { denyInsecureTransport, denyOldTls, type TlsVersion } from './bucket-statements';
import { STORAGE_KIND_TAG, type StorageKind } from './tags';

/** What {@link Bucket} needs to know. */
export interface BucketProps {
  /** Unique in all of AWS. */
  readonly name: string;

  /** What it holds. */
  readonly kind: StorageKind;

  /**
   * ARN of the key that encrypts what is written without a wish of its own.
   *
   * @default - S3's own keys (SSE-S3), which is right for log buckets only: log delivery cannot use KMS
   */
  readonly keyArn?: string;

  /**
   * The bucket that access logs go to, in the same region and account.
   *
   * @default - accesses are not logged
   */
  readonly logBucketName?: string;

  /** Statements beside the TLS ones, from this bucket's ARN. @default - none */
  readonly statements?: (bucketArn: string) => readonly Statement[];

  /**
   * The oldest TLS version clients may use; undefined takes any.
   *
   * @default '1.2'
   */
  readonly minimumTls?: TlsVersion;

  /**
   * A bucket of a throw-away environment: may be destroyed with all it holds.
   *
   * @default false
   */
  readonly disposable?: boolean;
}

/** A private, versioned, encrypted bucket that only its owner owns and only TLS reaches. */
export class Bucket extends Construct {
  /** Name, once the bucket is there. */
  readonly name: string;
  /** ARN, once the bucket is there. */
  readonly arn: string;
  /** What a lifecycle configuration must wait for. */
  readonly versioning: S3BucketVersioningA;
  /** What anything must wait for that the bucket policy allows. */
  readonly policy: S3BucketPolicy;

  /** @throws RefusedError for whatever {@link checkBucketName} finds, and for a policy S3 does not store */
  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    refuse(checkBucketName(props.name), this.node.path);

    const bucket = new S3Bucket(this, 'Bucket', {
      bucket: props.name,
      forceDestroy: props.disposable ?? false,
      tags: { [STORAGE_KIND_TAG]: props.kind },
      lifecycle: { preventDestroy: !props.disposable },
    });
    this.name = bucket.id;
    this.arn = bucket.arn;
    this.versioning = new S3BucketVersioningA(this, 'Versioning', {
      bucket: bucket.id,
      versioningConfiguration: { status: 'Enabled' },
    });
    this.encrypt(props.keyArn);
    this.policy = this.close(props);
    if (props.logBucketName !== undefined) this.log(props.name, props.logBucketName);
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
      // S3 answers OperationAborted when both change at once.
      dependsOn: [publicAccess],
    });
  }

  private log(bucketName: string, logBucketName: string): void {
    new S3BucketLoggingA(this, 'Logging', {
      bucket: this.name,
      targetBucket: logBucketName,
      targetPrefix: `${bucketName}/`,
    });
  }
}

/** All statements of a bucket's policy: the TLS ones, and what is said beside them. */
export function bucketPolicyStatements(
  arn: string,
  { minimumTls = '1.2', statements }: Pick<BucketProps, 'minimumTls' | 'statements'>,
): readonly Statement[] {
  return [denyInsecureTransport(arn), denyOldTls(arn, minimumTls), ...(statements?.(arn) ?? [])];
}
