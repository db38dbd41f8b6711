import { insertKeyArn } from '../../../cli/bootstrap/key-arn';

const ARN = 'arn:aws:kms:eu-central-1:222222222222:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';

test('the key is inserted next to the bucket, and every other character of the file stays', () => {
  const text = `# Ours.
account:   '222222222222'   # in quotes
state:
    # The state bucket.
    backend: s3
    bucket: acme-state # made once
stores: {}
`;
  expect(insertKeyArn(text, ARN)).toBe(
    text.replace('    bucket:', `    kmsKeyArn: ${ARN}\n    bucket:`),
  );
});

test('an existing key is replaced, and comments stay', () => {
  const text = '# Ours.\nstate:\n  backend: s3\n  kmsKeyArn: old\n  bucket: acme-state\n';
  expect(insertKeyArn(text, ARN)).toBe(text.replace('old', ARN));
});

test('a state in one line gets the key in that line', () => {
  const text = 'state: { backend: s3, bucket: acme-state }\n';
  expect(insertKeyArn(text, ARN)).toBe(
    `state: { backend: s3, bucket: acme-state, kmsKeyArn: ${ARN} }\n`,
  );
});

test.each([
  'state:\n  backend: s3\n  bucket: acme-state\n',
  'state:\n  backend: s3\n  kmsKeyArn: old\n  bucket: acme-state\n',
])('a file with the line ends of Windows keeps them: %j', (text) => {
  const windows = (lines: string) => lines.replaceAll('\n', '\r\n');
  expect(insertKeyArn(windows(text), ARN)).toBe(windows(insertKeyArn(text, ARN)));
});
