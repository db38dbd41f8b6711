import * as fs from 'node:fs';
import { type EnvironmentFile, loadEnvironments } from '../../config/load';
import { readLockedVersion } from '../../config/provider-lock';
import { buildApp } from '../../synth/app';
import { readStacks } from '../../synth/synthesize';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
const folder = process.cwd();
afterEach(() => {
  process.chdir(folder);
});
afterAll(() => {
  temporary.remove();
});

const file = (settings: string, rest: Partial<EnvironmentFile> = {}): EnvironmentFile => ({
  file: 'environments/test.yaml',
  text: `account: '111111111111'
region: eu-central-1
type: non-production
state: { backend: s3, bucket: acme-state }
${settings}
stores:
  calls:
    vendor: worqhat
    bucket: acme-calls
    retention: { days: 90 }
    includeMetadata: true
    integrity: { source: sidecars }
    alarms: { emails: [oncall@acme.example] }
`,
  ...rest,
});

const found = (...args: Parameters<typeof file>) =>
  loadEnvironments([file(...args)], undefined, '2026-11-26')
    .problems.filter(({ rule }) => /^(?:provider|integrity-runtime)/.test(rule))
    .map(({ rule, what }) => `${rule}: ${what.split(',')[0] ?? ''}`);

test.each(['5.99.0', '5.100.0', '6.28.0'])('version %s of the provider is accepted', (version) => {
  const problems = found(`providerVersion: ${version}`);
  expect(problems.filter((each) => each.startsWith('provider'))).toEqual([]);
});

test.each(['5.98.0', '7.0.0', '6.28', '~> 6.28', 'latest'])('version %s is refused', (version) => {
  expect(found(`providerVersion: '${version}'`)).toEqual([
    `provider-version: "${version}" is not a version of the AWS provider from 5.99.0 to before 7.0.0`,
  ]);
});

test('a version that is not the locked one is a warning', () => {
  const locked = (lockedProvider: string) => found('providerVersion: 6.28.0', { lockedProvider });
  expect(locked('6.28.0')).toEqual([]);
  expect(locked('6.29.0')).toEqual([
    'provider-version-locked: 6.28.0 is not locked for test: the lock file has 6.29.0',
  ]);
  expect(locked('')).toEqual([
    'provider-version-locked: 6.28.0 is not locked for test: there is no lock file',
  ]);
});

test('an old provider is a warning in time, once, and a new one is not', () => {
  const ends = 'integrity-runtime-supported: AWS supports nodejs22.x until 2027-04-30';
  expect(found('', { lockedProvider: '5.100.0' })).toEqual([ends]);
  expect(found('', { lockedProvider: '' })).toEqual([ends]);
  expect(found('', { lockedProvider: '6.19.0' })).toEqual([]);
});

const LOCK = (version: string) =>
  `provider "registry.terraform.io/hashicorp/aws" {\n  version     = "${version}"\n}\n`;

test('each environment has its own lock file or that of the project, if it fits its version', () => {
  const root = temporary.folder('project');
  process.chdir(root);
  const synthesize = (settings: string) => {
    const { environments } = loadEnvironments([
      file(settings, { lockedProvider: readLockedVersion('test') }),
    ]);
    buildApp({ environments, outdir: 'out' }).synth();
    const [stack] = readStacks('out');
    const { terraform } = JSON.parse(stack?.text ?? '') as {
      terraform: { required_providers: { aws: { version: string } } };
    };
    const lock = 'out/stacks/calls-test/.terraform.lock.hcl';
    const text = fs.existsSync(lock) ? fs.readFileSync(lock, 'utf8') : undefined;
    return [terraform.required_providers.aws.version, text];
  };
  const range = '>= 5.99.0, < 7.0.0';
  expect(synthesize('')).toEqual([range, undefined]);
  fs.writeFileSync('.terraform.lock.hcl', LOCK('5.100.0'));
  expect(synthesize('')).toEqual([range, LOCK('5.100.0')]);
  expect(synthesize('providerVersion: 6.28.0')).toEqual(['6.28.0', undefined]);
  fs.writeFileSync('.terraform.lock.test.hcl', LOCK('6.28.0'));
  expect(synthesize('providerVersion: 6.28.0')).toEqual(['6.28.0', LOCK('6.28.0')]);
  expect(fs.readFileSync('out/stacks/calls-test/cdk.tf.json', 'utf8')).toContain('nodejs24.x');
});

test.each([
  ['eu-central-1', undefined],
  ['mx-central-1', true],
  ['ap-southeast-6', true],
  ['eu-north-9', true],
])('in %s the validation of the region is skipped: %s', (region, skipped) => {
  const text = file('').text.replace('eu-central-1', region);
  const { environments } = loadEnvironments([{ file: 'environments/test.yaml', text }]);
  const outdir = temporary.folder(region);
  buildApp({ environments, outdir }).synth();
  for (const { text: json } of readStacks(outdir)) {
    const { provider, terraform } = JSON.parse(json) as {
      provider: { aws: { skip_region_validation?: boolean }[] };
      terraform: { backend: { s3: { skip_region_validation?: boolean } } };
    };
    expect(provider.aws[0]?.skip_region_validation).toBe(skipped);
    // The second provider is for a replica that was removed: its region is an expression.
    expect(provider.aws[1]?.skip_region_validation).toBe(undefined);
    expect(terraform.backend.s3.skip_region_validation).toBe(skipped);
  }
});
