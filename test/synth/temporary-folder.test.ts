import * as fs from 'node:fs';
import * as path from 'node:path';
import { inTemporaryFolder, thenRemoving } from '../../synth/temporary-folder';
import { TemporaryFolder } from '../dev/temporary-folder';

const HOUR_MS = 3_600_000;

const temporary = new TemporaryFolder();

afterAll(() => {
  temporary.remove();
});

/** What a process that was killed some hours ago left. */
const left = (name: string, hours: number) => {
  const folder = temporary.folder(name);
  fs.writeFileSync(path.join(folder, 'tfplan'), 'secret');
  const at = new Date(Date.now() - hours * HOUR_MS);
  fs.utimesSync(folder, at, at);
};

test('a temporary folder is removed when the work is done or fails, and what was killed a day ago is too', async () => {
  left('callvault-run-aB3dE6', 25);
  left('callvault-run-young1', 23);
  left('callvault-runner', 25);
  await expect(
    inTemporaryFolder(async (folder) => {
      expect(path.dirname(folder)).toBe(temporary.path);
      await Promise.reject(new Error('failed'));
    }, temporary.path),
  ).rejects.toThrow('failed');
  expect(fs.readdirSync(temporary.path).sort()).toEqual([
    'callvault-run-young1',
    'callvault-runner',
  ]);
});

test('files are removed after work, whether they exist or not', async () => {
  const plans = ['one', 'two'].map((name) => path.join(temporary.folder('plans'), name));
  const work = async () => {
    fs.writeFileSync(String(plans[0]), 'plan');
    await Promise.reject(new Error('the second plan failed'));
  };
  left('callvault-run-kL1lEd', 25);
  await expect(thenRemoving(plans, work, temporary.path)).rejects.toThrow('the second plan failed');
  expect(fs.readdirSync(temporary.folder('plans'))).toEqual([]);
  expect(fs.readdirSync(temporary.path)).not.toContain('callvault-run-kL1lEd');
});
