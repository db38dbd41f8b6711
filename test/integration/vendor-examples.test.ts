import { GetBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';
import { runOrThrow } from '../../cli/process/run';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { TEST_CREDENTIALS } from '../../dev/test-environment';
import { TemporaryFolder } from '../dev/temporary-folder';
import { synthesize } from '../stacks/synthesized';

jest.setTimeout(600_000);

const FOLDER = 'examples/vendors';
const folder = new TemporaryFolder();
let aws: LocalAws;

beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
});
afterAll(async () => {
  await aws.stop();
  folder.remove();
});

/** The stores of the examples, and of the vendors whose storage has an API of its own. */
function stores(): Record<string, Record<string, unknown>> {
  const described = fs.readdirSync(FOLDER).map((file) => {
    const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
    // The local AWS has an account of its own.
    const store: unknown = parse(text.replaceAll('111111111111', '123456789012'));
    return [path.basename(file, '.yaml'), store] as const;
  });
  return {
    ...(Object.fromEntries(described) as Record<string, Record<string, unknown>>),
    daily: { vendor: 'daily', bucket: 'acme-daily', domain: 'acme', retention: { days: 365 } },
    opentok: {
      vendor: 'vonage',
      bucket: 'acme-opentok',
      project: '45828062',
      retention: { days: 365 },
    },
    zoom: { vendor: 'zoom', bucket: 'acme-zoom', retention: { days: 365 } },
  };
}

interface Stack {
  readonly terraform: { readonly required_providers: object };
  readonly provider: { readonly aws: readonly object[] };
}

/**
 * Writes a module for each store, and one provider for all of them: the AWS provider takes several processor seconds to
 * start.
 */
function writeModules(stacks: readonly { readonly id: string; readonly text: string }[]): void {
  const write = (name: string, content: object) => {
    fs.mkdirSync(path.join(folder.path, name), { recursive: true });
    fs.writeFileSync(path.join(folder.path, name, 'main.tf.json'), JSON.stringify(content));
  };
  const providers = stacks.map(({ id, text }) => {
    const { terraform, provider, ...rest } = JSON.parse(text) as Stack;
    write(id, { ...rest, terraform: { required_providers: terraform.required_providers } });
    return provider.aws.slice(0, 1);
  });
  const modules = Object.fromEntries(stacks.map(({ id }) => [id, { source: `./${id}` }]));
  write('.', { module: modules, provider: { aws: providers[0] } });
}

test('every vendor deploys, in one run of Terraform with a module for each store', async () => {
  const all = stores();
  const text = stringify({
    account: '123456789012',
    region: 'us-east-1',
    type: 'throw-away',
    localAws: { endpoint: aws.endpoint },
    state: { backend: 'local' },
    stores: all,
  });
  const stacks = synthesize([{ file: 'environments/local.yaml', text }]);
  writeModules(stacks);
  const env = { ...terraformEnvironment(folder.path, process.env), ...aws.environment() };
  const terraform = (...args: string[]) =>
    runOrThrow('terraform', [...args, '-input=false', '-no-color'], { cwd: folder.path, env });
  await terraform('init');
  // The AWS provider polls for a minute per bucket: all buckets at once instead of ten.
  await terraform('apply', '-auto-approve', '-parallelism=100');

  const s3 = new S3Client({
    region: 'us-east-1',
    endpoint: aws.endpoint,
    credentials: TEST_CREDENTIALS,
    forcePathStyle: true,
  });
  const policies = await Promise.all(
    Object.values(all).map(async ({ bucket }) => {
      const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: String(bucket) }));
      return JSON.parse(Policy ?? '{}') as { Statement: { Sid: string; Effect: string }[] };
    }),
  );
  expect(policies).toHaveLength(stacks.length);
  const granted = policies.filter(({ Statement }) =>
    Statement.some(({ Sid, Effect }) => Sid === 'WriteRecordings' && Effect === 'Allow'),
  );
  // Chime, Connect and Natterbox write as themselves.
  expect(granted).toHaveLength(3);
});
