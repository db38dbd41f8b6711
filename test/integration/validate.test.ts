import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildApp } from '../../app';
import { runOrThrow } from '../../cli/process/run';
import { readFolder } from '../../config/files';
import { terraformEnvironment } from '../../dev/terraform-environment';

jest.setTimeout(300_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-validate-'));
const stacks = path.join(folder, 'out', 'stacks');

beforeAll(() => {
  buildApp({ files: readFolder('environments'), outdir: path.join(folder, 'out') }).synth();
});

afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

test('terraform and the AWS provider find every stack of the examples valid', async () => {
  const env = terraformEnvironment(folder, process.env);
  const names = fs.readdirSync(stacks).sort();
  expect(names).toHaveLength(13);
  const verdicts: unknown[] = [];
  const [first = ''] = names.map((name) => path.join(stacks, name));
  await runOrThrow('terraform', ['init', '-backend=false', '-input=false'], { cwd: first, env });
  for (const name of names) {
    const cwd = path.join(stacks, name);
    // All need the one provider, whose hundreds of megabytes each init would hash anew.
    if (cwd !== first) {
      for (const made of ['.terraform', '.terraform.lock.hcl']) {
        fs.symlinkSync(path.join(first, made), path.join(cwd, made));
      }
    }
    const { stdout } = await runOrThrow('terraform', ['validate', '-json'], { cwd, env });
    const { valid, diagnostics } = JSON.parse(stdout) as { valid: boolean; diagnostics: unknown };
    verdicts.push({ name, valid, diagnostics });
  }
  expect(verdicts).toEqual(names.map((name) => ({ name, valid: true, diagnostics: [] })));
});
