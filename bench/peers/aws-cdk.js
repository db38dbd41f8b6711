'use strict';

/** What a store is made of, as an AWS CDK app: one stack a store, in the number that is the argument. */
const { App, Duration, RemovalPolicy, Stack } = require('aws-cdk-lib');
const iam = require('aws-cdk-lib/aws-iam');
const kms = require('aws-cdk-lib/aws-kms');
const s3 = require('aws-cdk-lib/aws-s3');

const [count = '1', outdir] = process.argv.slice(2);

class RecordingStore extends Stack {
  constructor(app, name) {
    super(app, name, { env: { account: '111111111111', region: 'eu-central-1' } });
    const key = (id) =>
      new kms.Key(this, id, { alias: `${name}-${id}`, enableKeyRotation: true, description: name });
    const recordings = key('recordings');
    key('operations').grantEncryptDecrypt(new iam.ServicePrincipal('logs.amazonaws.com'));
    const logs = this.bucket('Logs', `${name}-logs`);
    const bucket = this.bucket('Recordings', name, {
      encryption: s3.BucketEncryption.KMS,
      encryptionKey: recordings,
      bucketKeyEnabled: true,
      serverAccessLogsBucket: logs,
    });
    const role = new iam.Role(this, 'Access', {
      roleName: `recordings-${name}`,
      assumedBy: new iam.AccountPrincipal('291871421005').withConditions({
        StringEquals: { 'sts:ExternalId': 'worqhat' },
      }),
      maxSessionDuration: Duration.hours(12),
    });
    bucket.grantPut(role);
  }

  bucket(id, bucketName, props = {}) {
    return new s3.Bucket(this, id, {
      bucketName,
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
      blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        {
          expiration: Duration.days(730),
          noncurrentVersionExpiration: Duration.days(30),
          transitions: [
            { storageClass: s3.StorageClass.INFREQUENT_ACCESS, transitionAfter: Duration.days(30) },
            { storageClass: s3.StorageClass.DEEP_ARCHIVE, transitionAfter: Duration.days(180) },
          ],
        },
      ],
      ...props,
    });
  }
}

const context = { '@aws-cdk/aws-s3:serverAccessLogsUseBucketPolicy': true };
const app = new App({ outdir, context });
for (let index = 0; index < Number(count); index++) new RecordingStore(app, `store${index}`);
app.synth();
