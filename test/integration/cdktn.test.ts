import { buildSync } from 'esbuild';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';
import { runOrThrow } from '../../cli/process/run';
import { CDKTN } from '../../dev/package/framework';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { readStacks } from '../../synth/synthesize';
import { TemporaryFolder } from '../dev/temporary-folder';

jest.setTimeout(180_000);

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

/** The environment files of the project, and one with the described vendors' examples. */
function writeEnvironments(): string {
  const target = folder.folder('environments');
  fs.cpSync('environments', target, { recursive: true });
  const golden = fs.readFileSync('test/golden/prod.yaml', 'utf8');
  const renamed = golden.replace('callvault-deploy-prod', 'callvault-deploy-golden');
  fs.writeFileSync(path.join(target, 'golden.yaml'), renamed);
  const stores = fs
    .readdirSync('examples/vendors')
    .map((file) => [
      path.basename(file, '.yaml'),
      parse(fs.readFileSync(path.join('examples/vendors', file), 'utf8')) as object,
    ]);
  const environment = {
    account: '111111111111',
    region: 'eu-central-1',
    type: 'non-production',
    state: { backend: 'cloud', organization: 'acme' },
    stores: Object.fromEntries(stores) as object,
  };
  fs.writeFileSync(path.join(target, 'vendors.yaml'), stringify(environment));
  return target;
}

/** Builds the app of the same sources with a framework, and synthesizes all environments. */
async function synthesizeWith(name: string, alias: Readonly<Record<string, string>>) {
  const app = path.resolve(`node_modules/.cache/cdktn-test-${process.pid}-${name}.js`);
  const outdir = folder.folder(name);
  buildSync({
    entryPoints: ['main.ts'],
    outfile: app,
    bundle: true,
    packages: 'external',
    platform: 'node',
    alias,
    logLevel: 'error',
  });
  try {
    await runOrThrow(process.execPath, [app], {
      env: {
        ...process.env,
        CDKTF_OUTDIR: outdir,
        CALLVAULT_CACHE: 'off',
        CALLVAULT_ENVIRONMENTS: writeEnvironments(),
      },
    });
  } finally {
    fs.rmSync(app);
  }
  return readStacks(outdir);
}

/** What may differ between the frameworks: their version, and how the source of the provider is written. */
const normalize = (text: string) =>
  text
    .replace(/"version":"0\.\d+\.\d+"/, '"version":"<framework>"')
    .replace('"source":"aws"', '"source":"hashicorp/aws"');

test('cdktn synthesizes all examples as CDKTF does, and Terraform accepts them', async () => {
  const [cdktf, cdktn] = await Promise.all([
    synthesizeWith('cdktf', {}),
    synthesizeWith('cdktn', CDKTN),
  ]);
  const compact = (text: string) => normalize(JSON.stringify(JSON.parse(text)));
  expect(cdktn.map(({ id, text }) => [id, compact(text)])).toEqual(
    cdktf.map(({ id, text }) => [id, compact(text)]),
  );
  expect(cdktn.length).toBeGreaterThan(15);
  expect(cdktn.every(({ text }) => text.includes('0.24.0'))).toBe(true);
  const env = terraformEnvironment(folder.folder('terraform'), process.env);
  const validate = async (id: string) => {
    const cwd = path.join(folder.path, 'cdktn/stacks', id);
    await runOrThrow('terraform', ['init', '-backend=false', '-input=false'], { cwd, env });
    const { stdout } = await runOrThrow('terraform', ['validate', '-json'], { cwd, env });
    return (JSON.parse(stdout) as { valid: boolean }).valid;
  };
  const ids = ['ci-golden', 'calls-golden'];
  await expect(Promise.all(ids.map(validate))).resolves.toEqual([true, true]);
});
