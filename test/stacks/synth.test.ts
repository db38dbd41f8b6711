import * as fs from 'node:fs';
import { readFolder } from '../../config/files';
import { examples, synthesize } from './synthesized';

const PROD = 'test/environments/prod.yaml';
const read = (file: string) => fs.readFileSync(file, 'utf8');

const stacks = examples();

test('two syntheses give the same bytes', () => {
  const texts = (all: typeof stacks) => all.map(({ id, text }) => [id, text]);
  expect(texts(examples())).toEqual(texts(stacks));
});

test('a stack does not change when another store is added or left out', () => {
  const whole = stacks.find(({ id }) => id === 'calls-prod');
  const text = read(PROD);
  const only = `${text.slice(0, text.indexOf('  meetings:'))}${text.slice(
    text.indexOf('  calls:'),
    text.indexOf('  video:'),
  )}`;
  const [alone, ...others] = synthesize([{ file: PROD, text: only }]);
  expect(others).toEqual([]);
  expect(alone?.text).toBe(whole?.text);
});

test('only the selected stacks are built', () => {
  expect(synthesize(readFolder('test/environments'), 'calls-*').map(({ id }) => id)).toEqual([
    'calls-local',
    'calls-prod',
    'calls-staging',
  ]);
});

function terraform(id: string): unknown {
  const stack = stacks.find((each) => each.id === id);
  return (JSON.parse(stack?.text ?? '{}') as { terraform: unknown }).terraform;
}

const required_providers = { aws: { source: 'aws', version: '>= 5.99.0, < 7.0.0' } };

test('state in Terraform Cloud has one workspace per stack', () => {
  expect(terraform('calls-prod')).toEqual({
    required_providers,
    cloud: {
      organization: 'acme',
      workspaces: { name: 'callvault-calls-prod', project: 'recordings' },
    },
  });
});

test('state in S3 has a lock file, and requests no encryption until the key is known', () => {
  const backend = {
    allowed_account_ids: ['222222222222'],
    bucket: 'acme-callvault-state-staging',
    key: 'calls-staging/terraform.tfstate',
    region: 'eu-central-1',
    use_lockfile: true,
  };
  expect(terraform('calls-staging')).toEqual({ required_providers, backend: { s3: backend } });
});

test('state in S3 requests its key by ARN once it is known', () => {
  const arn = 'arn:aws:kms:eu-central-1:222222222222:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';
  const file = 'test/environments/staging.yaml';
  const text = read(file).replace('  backend: s3', `  backend: s3\n  kmsKeyArn: ${arn}`);
  const [stack] = synthesize([{ file, text }], 'calls-staging');
  expect(JSON.parse(stack?.text ?? '')).toMatchObject({
    terraform: { backend: { s3: { encrypt: true, kms_key_id: arn } } },
  });
});

/** Renaming an address destroys its resource: a change here must be intended, and needs `moved`. */
test.each(['calls-prod', 'video-prod', 'meetings-prod', 'state-staging'])(
  'the resource addresses of %s are what they were',
  (id) => {
    const file = `test/stacks/addresses/${id}.txt`;
    const text = `${stacks.find((stack) => stack.id === id)?.addresses.join('\n') ?? ''}\n`;
    if (process.env.UPDATE_ADDRESSES && !process.env.CI) {
      fs.mkdirSync('test/stacks/addresses', { recursive: true });
      fs.writeFileSync(file, text);
    }
    expect(text).toBe(read(file));
  },
);
