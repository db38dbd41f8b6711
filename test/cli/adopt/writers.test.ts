import { S3Client } from '@aws-sdk/client-s3';
import { findWriters } from '../../../cli/adopt/writers';

const PLACE = { name: 'acme-calls', region: 'eu-central-1', account: '111111111111' };
const NOW = Date.parse('2026-11-26T12:00:00Z');

const line = (who: string, operation: string, status = '200') =>
  `79a5 acme-calls [26/Nov/2026:10:00:00 +0000] 192.0.2.3 ${who} 3E57 ${operation} talks/a.wav "PUT /talks/a.wav?x=\\"y\\" HTTP/1.1" ${status} - - 44 70 18 "-" "aws-cli" - abc= SigV4 TLS AuthHeader s3 TLSv1.3 - -`;

/** A client that has one log, and the input of its lists. */
function clientWith(log: string) {
  const lists: object[] = [];
  const send = ({
    constructor: { name },
    input,
  }: {
    constructor: { name: string };
    input: object;
  }) => {
    if (name === 'GetObjectCommand') {
      return Promise.resolve({ Body: { transformToString: () => Promise.resolve(log) } });
    }
    lists.push(input);
    return Promise.resolve({ Contents: [{ Key: 'logs/2026-11-26-10-00-00-A' }] });
  };
  return { s3: Object.assign(new S3Client({ region: PLACE.region }), { send }), lists };
}

const SESSION = 'arn:aws:sts::222222222222:assumed-role/recorder';

test('who wrote is counted by role, user and account, without reads and refused requests', async () => {
  const { s3, lists } = clientWith(
    [
      line(`${SESSION}/one`, 'REST.PUT.OBJECT'),
      line(`${SESSION}/two`, 'REST.POST.UPLOAD'),
      line('arn:aws:iam::111111111111:user/archive', 'REST.COPY.OBJECT'),
      line('-', 'REST.PUT.OBJECT', '403'),
      line('-', 'REST.GET.OBJECT'),
      'cut',
    ].join('\n'),
  );
  const logging = { TargetBucket: 'acme-logs', TargetPrefix: 'logs/' };
  await expect(findWriters(PLACE, { logging, now: NOW }, s3)).resolves.toEqual({
    kind: 'value',
    value: [
      { who: SESSION, requests: 2 },
      { who: 'arn:aws:iam::111111111111:user/archive', requests: 1 },
    ],
  });
  expect(lists).toMatchObject([{ Prefix: 'logs/', StartAfter: 'logs/2026-11-19' }]);
});

test('partitioned logs are listed from the folder of the day', async () => {
  const { s3, lists } = clientWith('');
  const logging = {
    TargetBucket: 'acme-logs',
    TargetPrefix: 'logs/',
    TargetObjectKeyFormat: { PartitionedPrefix: { PartitionDateSource: 'EventTime' as const } },
  };
  await expect(findWriters(PLACE, { logging, now: NOW }, s3)).resolves.toMatchObject({ value: [] });
  const folder = 'logs/111111111111/eu-central-1/acme-calls/';
  expect(lists).toMatchObject([{ Prefix: folder, StartAfter: `${folder}2026/11/19` }]);
});

test('without logs, who wrote is not known', async () => {
  const { s3 } = clientWith('');
  const inputs = { logging: undefined, now: NOW };
  await expect(findWriters(PLACE, inputs, s3)).resolves.toEqual({ kind: 'missing' });
});
