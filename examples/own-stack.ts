import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { Bucket } from '../modules/bucket';
import { Key } from '../modules/key';
import { Retention } from '../modules/retention';

/** A bucket with its key and its expiry, in a stack of your own. */
export class CallArchive extends TerraformStack {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new AwsProvider(this, 'aws', { region: 'eu-central-1' });

    const key = new Key(this, 'Key', {
      partition: 'aws',
      account: '222222222222',
      description: 'Calls',
      alias: 'calls',
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
