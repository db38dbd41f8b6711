import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { ruleUrl } from '../../../../core/docs-url';
import { workflowEnvironments } from '../../../../cli/environments/environments';
import { ENVIRONMENT } from '../../../stacks/ci-world';
import { environmentsOf } from '../../../environments';

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-plan-'));
fs.writeFileSync(path.join(folder, 'prod.yaml'), ENVIRONMENT);
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

function callvault(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/callvault.js', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, CALLVAULT_ENVIRONMENTS: folder },
  });
  return { status, stdout, stderr };
}

test.each(['no-such-branch', '--all', 'A'.repeat(40)])('%s is not a commit', (base) => {
  for (const args of [
    ['plan', 'prod'],
    ['apply', folder, '--digest', 'sha256:0'],
  ]) {
    expect(callvault(...args, `--base=${base}`)).toEqual({
      status: 2,
      stdout: '',
      stderr: `  plans-base: "${base}" is not a commit of this repository\n  Give a full id, or a branch or tag that exists here: fetch it first.\n  ${ruleUrl('plans-base')}\n`,
    });
  }
});

test('an unknown environment is refused', () => {
  expect(callvault('plan', 'dev', '--base', 'a'.repeat(40))).toEqual({
    status: 2,
    stdout: '',
    stderr: `  environment-known: dev is not an environment\n  Choose from: prod.\n  ${ruleUrl('environment-known')}\n`,
  });
});

test('environments prints the environments with ci on one line', () => {
  const { status, stdout } = callvault('environments');
  const environments = environmentsOf([{ file: 'environments/prod.yaml', text: ENVIRONMENT }]);
  expect({ status, stdout }).toEqual({
    status: 0,
    stdout: `${JSON.stringify(workflowEnvironments(environments))}\n`,
  });
  const role = 'arn:aws:iam::111111111111:role/callvault';
  expect(JSON.parse(stdout)).toEqual([
    {
      name: 'prod',
      region: 'eu-central-1',
      githubEnvironment: 'prod',
      ranges: [],
      planRoleArn: `${role}-plan-prod`,
      deployRoleArn: `${role}-deploy-prod`,
    },
  ]);
});

test('workflows do not plan an environment without ci', () => {
  const text = ENVIRONMENT.replace(/ci:\n(?: {2}.*\n)+/, '').replace(/administrators: .*\n/, '');
  expect(workflowEnvironments(environmentsOf([{ file: 'environments/prod.yaml', text }]))).toEqual(
    [],
  );
});
