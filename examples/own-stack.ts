import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Bucket, bucketKeyUse, Key, Retention } from 'callvault';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';

/** A bucket with its key and its expiry, in a stack of your own. */
export class CallArchive extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-central-1' });

    const place = { partition: 'aws', account: '222222222222', region: 'eu-central-1' } as const;
    const key = new Key(this, 'Key', {
      ...place,
      description: 'Calls',
      alias: 'calls',
      // For uploads and downloads by the principals of the account whose own policies allow them.
      uses: [bucketKeyUse({ ...place, bucketName: 'acme-calls' })],
    });
    const bucket = new Bucket(this, 'Bucket', {
      name: 'acme-calls',
      kind: 'recordings',
      keyArn: key.arn,
    });
    new Retention(this, 'Retention', {
      bucketName: bucket.name,
      days: 365,
      dependsOn: [bucket.versioning],
    });
  }
}
