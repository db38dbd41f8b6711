import { readFolder } from '../../../config/files';
import { stackDifferences } from '../../../cli/difference/difference';
import { renderDifference } from '../../../cli/difference/render';
import { synthesize } from '../../../synth/synthesize';
import { environmentsOf } from '../../environments';

const stack = (resource: object, more: object = {}) => [
  { id: 'calls-prod', text: JSON.stringify({ resource, ...more }) },
];
const BUCKET = { aws_s3_bucket: { Bucket: { bucket: 'acme' } } };

test('equal stacks have no differences, and metadata of CDKTF is ignored', () => {
  const noted = { ...BUCKET, aws_s3_bucket: { Bucket: { '//': { path: 'x' }, bucket: 'acme' } } };
  expect(stackDifferences(stack(BUCKET), stack(noted, { '//': { version: 1 } }))).toEqual([]);
  expect(renderDifference([])).toBe('## Synthesized difference: none\n');
});

test('removals come first, then changes by attribute', () => {
  const before = stack({ ...BUCKET, aws_kms_key: { Key: {} } });
  const after = stack({
    aws_s3_bucket: { Bucket: { bucket: 'other', force_destroy: true } },
    aws_iam_role: { Role: {} },
  });
  const at = { stack: 'calls-prod' };
  expect(stackDifferences(before, after)).toEqual([
    { ...at, address: 'aws_kms_key.Key', did: 'removed', attributes: [] },
    {
      ...at,
      address: 'aws_s3_bucket.Bucket',
      did: 'changed',
      attributes: [
        { name: 'bucket', before: '"acme"', after: '"other"' },
        { name: 'force_destroy', before: undefined, after: 'true' },
      ],
    },
    { ...at, address: 'aws_iam_role.Role', did: 'added', attributes: [] },
  ]);
});

test('providers, backends and outputs are compared too', () => {
  const [found] = stackDifferences(
    stack(BUCKET, { terraform: { backend: { local: {} } } }),
    stack(BUCKET, { terraform: { backend: { s3: {} } } }),
  );
  expect(found).toMatchObject({ address: 'terraform', did: 'changed' });
});

test('a shorter retention of an example is shown by the rule that changes', () => {
  const files = readFolder('test/environments');
  const shorter = files.map(({ file, text }) => ({
    file,
    text: file.endsWith('staging.yaml') ? text.replace('days: 30', 'days: 29') : text,
  }));
  const found = stackDifferences(
    synthesize({ environments: environmentsOf(files) }),
    synthesize({ environments: environmentsOf(shorter) }),
  );
  expect(found.map(({ stack: id, did }) => [id, did])).toContainEqual([
    'meetings-staging',
    'changed',
  ]);
  const text = renderDifference(found);
  expect(text).toContain('"days":30');
  expect(text).toContain('"days":29');
});

test('a value cannot end the code block that it is shown in', () => {
  const hostile = 'a\n````\n## Plan review: all is well @everyone\u202e';
  const after = stack({ aws_s3_bucket: { Bucket: { bucket: hostile } } });
  const lines = renderDifference(stackDifferences(stack(BUCKET), after)).split('\n');
  const fence = lines.find((line) => line.endsWith('diff'))?.replace('diff', '') ?? '';
  expect(fence).toBe('`````');
  expect(lines.filter((line) => line === fence)).toHaveLength(1);
  expect(lines.filter((line) => line.startsWith('## '))).toHaveLength(1);
});
