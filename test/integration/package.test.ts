import * as fs from 'node:fs';
import * as path from 'node:path';
import { run, runOrThrow } from '../../cli/process/run';
import { tryFindExecutable } from '../../core/executable';
import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { withCdktn } from '../../dev/package/framework';
import { GIT_ENVIRONMENT } from '../../dev/project-clone';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { readStacks } from '../../synth/synthesize';
import { TemporaryFolder } from '../dev/temporary-folder';
import { synthesize } from '../stacks/synthesized';

jest.setTimeout(300_000);

const ENVIRONMENT = `account: '123456789012'
region: us-east-1
type: throw-away
state: { backend: local }
stores:
  calls: { vendor: worqhat, bucket: acme-calls, retention: { days: 90 } }
  tours:
    vendor: genesys
    bucket: acme-tours
    organizationId: 3f2504e0-4f89-41d3-9a0c-0305e82c3301
    genesysAccount: '765628985471'
    genesysRegion: us-east-1
    pathPattern: recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}_{recording_uuid}.{format}
    vendorRetentionDays: 90
    retention: { days: 90 }
    integrity: { source: api, days: 30 }
`;

const folder = new TemporaryFolder();
let aws: LocalAws;
let env: NodeJS.ProcessEnv;
let tarball: string;
/** Only for plans: a deployment starts the provider itself, as a user's does. */
let shared: NodeJS.ProcessEnv;

const NPM = ['install', '--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
const PNPM = path.resolve('node_modules/pnpm/bin/pnpm.cjs');

const runIn = (cwd: string, command: string, ...args: string[]) =>
  runOrThrow(command, args, { cwd, env });

/** Packs a folder without running its scripts. Returns the tarball. */
async function pack(source: string, ...args: string[]): Promise<string> {
  const target = ['--pack-destination', folder.path, '--json', '--offline', ...args];
  const { stdout } = await runIn(source, 'npm', 'pack', ...target);
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string }];
  return path.join(folder.path, filename);
}

/** An empty project with one environment file. */
function project(name: string): string {
  const root = folder.folder(name);
  fs.writeFileSync(path.join(root, 'package.json'), '{ "private": true }\n');
  fs.writeFileSync(path.join(folder.folder(name, 'environments'), 'local.yaml'), ENVIRONMENT);
  return root;
}

/** A PATH on which Terraform is called `tofu`, and nothing is called `terraform`. */
function pathWithTofu(): string {
  const bin = folder.folder('bin');
  const link = (name: string, as: string) => {
    fs.symlinkSync(tryFindExecutable(name, env) ?? '', path.join(bin, as));
  };
  for (const name of ['node', 'npm', 'git']) link(name, name);
  link('terraform', 'tofu');
  const others = (env.PATH ?? '')
    .split(path.delimiter)
    .filter((each) => tryFindExecutable('terraform', { PATH: each }) === undefined);
  return [bin, ...others].join(path.delimiter);
}

const callvault = (root: string, ...args: string[]) =>
  run(path.join(root, 'node_modules/.bin/callvault'), args, { cwd: root, env });

beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
  const { TF_REATTACH_PROVIDERS, ...address } = aws.environment();
  shared = { TF_REATTACH_PROVIDERS };
  env = {
    ...terraformEnvironment(path.join(folder.path, 'terraform'), process.env),
    ...address,
    ...GIT_ENVIRONMENT,
  };
  tarball = await pack('.');
});
afterAll(async () => {
  await aws.stop();
  folder.remove();
});

test('the package contains what runs, its documentation and its notices, and no sources', async () => {
  const { stdout } = await runIn(folder.path, 'tar', 'tzf', tarball);
  const files = stdout.split('\n').map((name) => name.replace('package/', ''));
  expect(files).toEqual(
    expect.arrayContaining([
      'LICENSE',
      'README.md',
      'bin/callvault.js',
      'dist/THIRD-PARTY-NOTICES.txt',
      'dist/cdktn/index.d.ts',
      'dist/check.zip',
      'dist/lib/index.d.ts',
      'docs/rules/retention-whole-days.md',
      'schema/environment.schema.json',
    ]),
  );
  const sources = files.filter((name) => /^(?:launch|test|dev|cli)\//.test(name));
  expect(sources).toEqual([]);
});

test('installed with npm it validates and synthesizes with no other package, the same as a clone', async () => {
  const root = project('npm');
  await runIn(root, 'npm', ...NPM, tarball);
  expect(
    fs.readdirSync(path.join(root, 'node_modules')).filter((name) => /^\w/.test(name)),
  ).toEqual(['callvault']);
  const { code, stdout } = await callvault(root, 'validate');
  expect({ code, first: stdout.split('\n')[0] }).toEqual({
    code: 0,
    first: '2 stacks are valid: calls-local, tours-local',
  });
  await runIn(root, process.execPath, 'node_modules/callvault/bin/app.js');
  expect(readStacks(path.join(root, 'cdktf.out'))).toEqual(
    synthesize([{ file: 'environments/local.yaml', text: ENVIRONMENT }]).map(({ id, text }) => ({
      id,
      text,
    })),
  );
});

test('installed with pnpm it validates', async () => {
  const root = project('pnpm');
  await runIn(root, process.execPath, PNPM, 'add', '--offline', tarball);
  const { code, stdout } = await callvault(root, 'validate', '--json');
  expect({ code, valid: (JSON.parse(stdout) as { valid: boolean }).valid }).toEqual({
    code: 0,
    valid: true,
  });
});

test('a stack of a user passes strict type checks, and runs with the installed constructs, of CDKTF and of cdktn', async () => {
  const root = path.join(folder.path, 'npm');
  for (const name of ['cdktf', 'cdktn', 'constructs', '@cdktf', '@cdktn', '@types']) {
    fs.symlinkSync(path.resolve('node_modules', name), path.join(root, 'node_modules', name));
  }
  const source = fs.readFileSync('examples/own-stack.ts', 'utf8');
  fs.writeFileSync(path.join(root, 'own-stack.ts'), source);
  const forCdktn = withCdktn(source).replace("'callvault'", "'callvault/cdktn'");
  fs.writeFileSync(path.join(root, 'cdktn-stack.ts'), forCdktn);
  const check = async (...options: string[]) => {
    const tsc = path.resolve('node_modules/typescript/bin/tsc');
    const strict = ['--strict', '--exactOptionalPropertyTypes', '--target', 'ES2022'];
    const files = ['own-stack.ts', 'cdktn-stack.ts'];
    const args = [tsc, ...files, ...strict, '--types', 'node', ...options];
    const { code, stdout } = await run(process.execPath, args, { cwd: root, env });
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  };
  await check('--module', 'ESNext', '--moduleResolution', 'bundler', '--noEmit', '--skipLibCheck');
  await check('--module', 'node16');
  // Both frameworks, and the copy in the program of the package, are loaded into one process.
  const program = `
    require('callvault/app');
    const build = (framework, file) => {
      const { App } = require(framework);
      const { CallArchive } = require(file);
      return new CallArchive(new App(), 'archive').toTerraform().resource;
    };
    const [cdktf, cdktn] = [build('cdktf', './own-stack.js'), build('cdktn', './cdktn-stack.js')];
    require('node:assert').deepStrictEqual(cdktn, cdktf);
    console.log(Object.keys(cdktf).sort().join());`;
  const { stdout } = await runIn(root, process.execPath, '-e', program);
  expect(stdout).toContain('aws_kms_key,aws_s3_bucket,');
});

test('a new project is initialized and deployed, and a second deployment changes nothing', async () => {
  const root = folder.folder('new');
  await runIn(root, 'npm', ...NPM, tarball);
  const flags = ['--vendor', 'worqhat', '--retention', '30', '--local-aws', aws.endpoint];
  expect(await callvault(root, 'init', ...flags)).toMatchObject({ code: 0 });
  const asked = await callvault(root, 'deploy');
  expect(asked.code).toBe(2);
  expect(asked.stderr).toContain('deploy-question');
  const first = await callvault(root, 'deploy', 'calls-*', '--yes');
  expect({ code: first.code, last: first.stdout.trim().split('\n').at(-1) }).toEqual({
    code: 0,
    last: 'Deployed calls-local.',
  });
  const again = await callvault(root, 'deploy', '--json', '--yes');
  expect(JSON.parse(again.stdout)).toEqual({
    version: 1,
    stacks: ['calls-local'],
    changed: [],
    applied: [],
  });
  // A plan contains values in plain text.
  expect(fs.existsSync(path.join(root, 'cdktf.out/stacks/calls-local/tfplan'))).toBe(false);
});

/** The package with another version number, whose roles have another policy name. */
async function packEarlierVersion(): Promise<string> {
  const source = folder.folder('earlier');
  await runIn(source, 'tar', 'xzf', tarball);
  const file = (name: string) => path.join(source, 'package', name);
  const edit = (name: string, from: string, to: string) => {
    const text = fs.readFileSync(file(name), 'utf8');
    if (!text.includes(from)) throw new Error(`${from} is not in ${name}`);
    fs.writeFileSync(file(name), text.replaceAll(from, to));
  };
  edit('package.json', '"version": "0.1.0"', '"version": "0.0.9"');
  edit('dist/program.js', 'VENDOR_POLICY_NAME="recordings"', 'VENDOR_POLICY_NAME="earlier"');
  return pack(path.join(source, 'package'), '--ignore-scripts');
}

test('a review and upgrade-check compare the stacks of another version of callvault, also with a program called tofu', async () => {
  env = { ...env, ...shared, PATH: pathWithTofu() };
  // Otherwise the review finds that the names of the other project's stores exist.
  await fetch(`${aws.endpoint}/moto-api/reset`, { method: 'POST' });
  const root = project('review');
  const earlier = await packEarlierVersion();
  for (const file of [earlier, tarball])
    fs.copyFileSync(file, path.join(root, path.basename(file)));
  fs.writeFileSync(path.join(root, '.gitignore'), 'node_modules\n');
  const git = (...args: string[]) => runIn(root, 'git', ...args);
  await git('init', '--quiet');
  for (const file of [earlier, tarball]) {
    await runIn(root, 'npm', ...NPM, `./${path.basename(file)}`);
    await git('add', '--all');
    await git('commit', '--quiet', '--message', path.basename(file));
  }
  const review = async (base: string) => {
    const { code, stdout } = await callvault(root, 'review', '--plan', '--json', '--base', base);
    const { stacks } = JSON.parse(stdout) as { stacks: { stack: string }[] };
    return { code, stacks: stacks.map(({ stack }) => stack) };
  };
  await expect(review('HEAD')).resolves.toEqual({ code: 0, stacks: [] });
  await expect(review('HEAD~1')).resolves.toEqual({
    code: 0,
    stacks: ['calls-local', 'tours-local'],
  });
  const upgrade = async (...args: string[]) => {
    const { code, stdout } = await callvault(root, 'upgrade-check', '--json', ...args);
    const { review, ...rest } = JSON.parse(stdout) as { review: { stacks: unknown[] } };
    return { code, reviewed: review.stacks.length, ...rest };
  };
  const counts = { created: 0, updated: 0, replaced: 1, removed: 0 };
  const changes = {
    version: 1,
    to: '0.1.0',
    stacks: [
      { stack: 'calls-local', ...counts },
      { stack: 'tours-local', ...counts },
    ],
    unchanged: [],
    reviewed: 2,
  };
  const from = `./${path.basename(earlier)}`;
  await expect(upgrade('--from', from)).resolves.toEqual({ code: 0, from: '0.0.9', ...changes });
  await expect(upgrade('--from', 'HEAD~1', '--detailed-exitcode')).resolves.toEqual({
    code: 6,
    from: '0.0.9 of HEAD~1',
    ...changes,
  });
  const { stdout } = await git('status', '--porcelain');
  expect(stdout).toBe('');
});
