import type { S3Client } from '@aws-sdk/client-s3';
import { readMonitoring } from '../../../cli/doctor/live-monitoring';
import { observed } from './deployed';

test('the notifications of a bucket are read with the client for its region, and of its owner only', async () => {
  const asked: unknown[] = [];
  const send = ({ input }: { input: unknown }) => {
    asked.push(input);
    return Promise.resolve({ EventBridgeConfiguration: {} });
  };
  const s3 = { send } as unknown as S3Client;
  const monitoring = await readMonitoring(
    { rules: [], alarms: [], eventsOf: 'acme-calls', logGroups: [], roles: [] },
    { s3, account: '111111111111' },
    { region: 'eu-central-1' },
  );
  expect(monitoring.events).toEqual(observed({ EventBridgeConfiguration: {} }));
  expect(asked).toEqual([{ Bucket: 'acme-calls', ExpectedBucketOwner: '111111111111' }]);
});
