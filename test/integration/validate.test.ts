import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../../synth/app';
import { run, runOrThrow } from '../../cli/process/run';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { environmentsOf } from '../environments';

jest.setTimeout(300_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-validate-'));
const stacks = path.join(folder, 'out', 'stacks');

beforeAll(() => {
  buildApp({
    environments: environmentsOf('test/environments'),
    outdir: path.join(folder, 'out'),
  }).synth();
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Diagnostic {
  readonly summary: string;
  readonly range?: { readonly filename: string };
}

/** Warnings of Terraform about a module with a provider and a backend. Validation ignores backends. */
const OF_THE_ROOT = 'Backend configuration ignored';

test('terraform and the AWS provider find every stack valid', async () => {
  const env = terraformEnvironment(folder, process.env);
  const names = fs.readdirSync(stacks).sort();
  expect(names).toHaveLength(13);
  // As modules of one configuration, because each run of Terraform builds the provider's whole schema again.
  const module = Object.fromEntries(
    names.map((name) => [name, { source: `./${path.relative(folder, path.join(stacks, name))}` }]),
  );
  fs.writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify({ module }));
  const options = { cwd: folder, env };
  await runOrThrow('terraform', ['init', '-backend=false', '-input=false'], options);
  const { stdout } = await run('terraform', ['validate', '-json'], options);
  const { valid, diagnostics } = JSON.parse(stdout) as {
    valid: boolean;
    diagnostics: Diagnostic[];
  };
  const found = diagnostics.filter(({ summary }) => summary !== OF_THE_ROOT);
  expect({ valid, found }).toEqual({ valid: true, found: [] });
});
