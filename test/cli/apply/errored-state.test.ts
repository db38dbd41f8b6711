import * as fs from 'node:fs';
import * as path from 'node:path';
import { keepErroredState } from '../../../cli/apply/errored-state';
import { EXIT, exitCodeOf } from '../../../cli/exit';
import { InterruptedError } from '../../../cli/process/interruption';
import { TemporaryFolder } from '../../dev/temporary-folder';

const temporary = new TemporaryFolder();
const place = temporary.folder('project');
const stack = (name: string) => ({
  id: 'calls-prod',
  environment: 'prod',
  folder: temporary.folder(name),
  env: {},
});

afterAll(() => {
  temporary.remove();
});

test('an apply that failed with its state saved has its own error', () => {
  const error = new Error('AccessDenied');
  expect(keepErroredState(stack('saved'), error, place)).toBe(error);
  expect(fs.readdirSync(place)).toEqual([]);
});

test('a state that Terraform could not save is kept for its owner only, and the error says how to push it', () => {
  const failed = stack('unsaved');
  fs.writeFileSync(path.join(failed.folder, 'errored.tfstate'), '{"serial":3}');
  const kept = path.join(place, 'calls-prod.errored.tfstate');
  const error = keepErroredState(failed, new Error('Failed to save state'), place);
  expect(error.message).toBe(
    `Failed to save state\nTerraform could not save the state of calls-prod, and what it has created is known only from ${kept}.\n` +
      `  Before anything else, run terraform state push ${kept} in the folder of the synthesized stack. See docs/state.md.`,
  );
  expect(fs.readFileSync(kept, 'utf8')).toBe('{"serial":3}');
  expect(fs.statSync(kept).mode & 0o777).toBe(0o600);
  const interrupted = keepErroredState(failed, new InterruptedError(), place);
  expect(exitCodeOf(interrupted)).toBe(EXIT.interrupted);
});
