import { type Command, Option } from 'commander';
import { READER_TASKS, type ReaderTask, readerStatements } from '../../store/reader-policies';
import { defineStoreCommand } from '../command';
import type { ObjectFlags } from './object';

interface Flags extends ObjectFlags {
  readonly policy?: ReaderTask;
}

const HELP = `
With --object: what becomes of an object with this key, by the lifecycle rules and the lock of the synthesized stack, for a
recording, a small file, a deleted version, its delete marker, its copy and an incomplete upload. It needs no AWS account.
docs/dates.md explains the dates; callvault find shows them for the objects that exist.

With --policy: the IAM policy that a role needs to find recordings, listen to them, restore, hold or erase them, and nothing
else; see docs/give-access.md.

Exit codes: 0 done, 2 invalid input.`;

/** `callvault explain <stack>` */
export function explainCommand(): Command {
  return defineStoreCommand<Flags>('explain', async ({ found, flags }) => {
    if (flags.policy !== undefined) {
      const Statement = readerStatements(found.store, flags.policy);
      const policy = { Version: '2012-10-17', Statement };
      return { text: JSON.stringify(policy, null, 2), json: { stack: found.store.id, policy } };
    }
    if (flags.object !== undefined) {
      const [{ explainObject }, { renderObject }] = await Promise.all([
        import('./object'),
        import('./render-object'),
      ]);
      return renderObject(explainObject(found, flags));
    }
    const [{ explain }, { renderExplanation }] = await Promise.all([
      import('./explain'),
      import('./render'),
    ]);
    return renderExplanation(await explain(found));
  })
    .description(
      "Show who can do what with a store's recordings, or what becomes of one object on any day.",
    )
    .addOption(
      new Option('--policy <task>', 'print the policy that a role needs for a task').choices(
        READER_TASKS,
      ),
    )
    .option('--object <key>', 'show the storage classes and dates of this key instead')
    .option('--at <day>', 'the day in UTC that is asked about; today by default')
    .option('--uploaded <day>', 'the day of the upload; by default the one in the key')
    .option('--deleted <day>', 'the day of an early deletion or overwrite; --at by default')
    .addHelpText('after', HELP);
}
