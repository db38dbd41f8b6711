import { folderRunStore } from '../../integrity/folder-run-store';
import { type Intent, JournaledRun } from '../../recordings/journal';
import { TemporaryFolder } from '../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

const HEAD = { command: 'erase', who: 'arn:aws:iam::1:role/a', at: '2026-11-26', what: { id: 1 } };
const intent = (key: string): Intent => ({ key, place: 'recordings', versionId: 'v' });

test('a run that was killed continues with what it had decided, and does nothing twice that is done', async () => {
  const journal = folderRunStore(temporary.folder('journal'));
  const made: string[] = [];
  let killAt = 'c';
  const act = (each: Intent) => {
    const { key } = each;
    if (key === killAt) throw Object.assign(new Error('killed'), { name: 'Killed' });
    made.push(key);
    return Promise.resolve(each);
  };
  const decided: string[] = [];
  const batches = () =>
    [
      ['a', 'b'],
      ['c', 'd'],
    ].map((keys) => (known?: readonly Intent[]) => {
      if (known) return Promise.resolve(known);
      decided.push(...keys);
      return Promise.resolve(keys.map(intent));
    });
  const first = await (await JournaledRun.open(journal, HEAD)).make(batches(), act);
  expect(first).toMatchObject({
    done: 3,
    failed: 1,
    left: [{ key: 'c', error: 'Killed: killed' }],
  });
  killAt = '';
  const second = await (await JournaledRun.open(journal, HEAD)).make(batches(), act);
  expect(second).toEqual({ run: first.run, done: 4, failed: 0, left: [] });
  expect(decided).toEqual(['a', 'b', 'c', 'd']);
  expect(made).toEqual(['a', 'b', 'd', 'c', 'd']);
  const third = await JournaledRun.open(journal, HEAD);
  expect(third.id).toBe(first.run.replace(/1$/, '2'));
});

test('what is decided again and how each change was made is in the journal', async () => {
  const journal = folderRunStore(temporary.folder('journal'));
  let isDown = true;
  const act = (each: Intent) => {
    if (isDown) throw new Error('down');
    return Promise.resolve({ ...each, versionId: 'made' });
  };
  const decide = (known: readonly Intent[] = []) => Promise.resolve([...known, intent('a')]);
  const first = await (await JournaledRun.open(journal, HEAD)).make([decide], act);
  expect(first).toMatchObject({ done: 0, failed: 1 });
  isDown = false;
  const { run } = await (await JournaledRun.open(journal, HEAD)).make([decide], act);
  const lines = async (ending: string) =>
    ((await journal.tryRead(`${run}/000001.${ending}.jsonl`)) ?? '').match(/"versionId":"\w+"/g);
  expect(await lines('plan')).toEqual(['"versionId":"v"', '"versionId":"v"']);
  expect(await lines('done')).toEqual(['"versionId":"made"', '"versionId":"made"']);
});

test('other options are another run', async () => {
  const journal = folderRunStore(temporary.folder('journal'));
  const one = await JournaledRun.open(journal, HEAD);
  const other = await JournaledRun.open(journal, { ...HEAD, what: { id: 2 } });
  const again = await JournaledRun.open(journal, { ...HEAD, at: 'later' });
  expect([other.id === one.id, again.id === one.id]).toEqual([false, true]);
});
