import { Command } from 'commander';
import { defineEnvironmentsCommand } from '../command';
import { explainAwsError } from '../aws';
import { EXIT } from '../exit';
import { withProgress } from '../progress';
import type { HoldFlags } from './hold';

const HELP = `
Keeps recordings for a case beyond their retention: an Object Lock legal hold on all their versions, in the bucket and in
its replica. Neither a person nor a lifecycle rule can remove a version on hold. The register of cases is in the bucket of
reports, and each change is logged there; every command can be interrupted and run again. docs/hold.md has the form of
manifests and the policy that is needed. With --batch, jobs of S3 Batch Operations make the changes, for more than 100,000
versions: the store needs batchJobs.

Exit codes: 0 done, 3 some versions are left (run it again), 2 invalid input, 5 AWS refused.`;

/** `callvault hold <add|list|release>` */
export function holdCommand(): Command {
  return new Command('hold')
    .description('Keep recordings for a case: legal holds, their register, and their release.')
    .addHelpText('after', HELP)
    .addCommand(
      defineCaseCommand('add', 'Put all versions of recordings on hold for a case.')
        .option('--manifest <file>', 'CSV with a column conversation, recording or key')
        .option('--conversation <id...>', 'ids of conversations')
        .option('--recording <id...>', 'ids of recordings')
        .option('--key <key...>', 'keys; their metadata files are held too')
        .option('--until <day>', 'the day until which the case is expected to last'),
    )
    .addCommand(listCommand())
    .addCommand(defineCaseCommand('release', 'Release a case.'));
}

interface StackFlag {
  readonly stack?: string;
  readonly json?: boolean;
}

const STACK_OPTION = [
  '--stack <stack>',
  "id of the store's stack; not needed for the only store",
] as const;

function defineCaseCommand(name: 'add' | 'release', description: string): Command {
  return defineEnvironmentsCommand<[string, HoldFlags & StackFlag]>(
    name,
    async ({ environments }, caseName, flags) => {
      const [{ chooseStore }, { addHold, releaseHold }, { renderHold }] = await Promise.all([
        import('./context'),
        import('./hold'),
        import('./render'),
      ]);
      const found = chooseStore(flags.stack, environments);
      const change = name === 'add' ? addHold : releaseHold;
      try {
        const result = await withProgress(found.store.id, flags.json === true, (onProgress) =>
          change(found, { name: caseName, flags, now: Date.now(), onProgress }),
        );
        return renderHold(result);
      } catch (error) {
        throw explainAwsError(error, found.store.id);
      }
    },
  )
    .description(description)
    .argument('<case>', 'name of the case: letters, digits and _ . -')
    .option(...STACK_OPTION)
    .option('--reason <text>', 'why; part of the register')
    .option('--approver <name>', 'a second person who agreed')
    .option('--batch', 'make the changes with jobs of S3 Batch Operations')
    .option('--no-wait', 'with --batch: do not wait for the jobs');
}

function listCommand(): Command {
  return defineEnvironmentsCommand<[StackFlag]>('list', async ({ environments }, { stack }) => {
    const [{ chooseStore, openChange }, { HoldRegister }, { renderCases }] = await Promise.all([
      import('./context'),
      import('../../recordings/holds'),
      import('./render'),
    ]);
    const found = chooseStore(stack, environments);
    try {
      const { reports } = await openChange(found);
      const register = new HoldRegister(reports);
      const cases = await register.cases();
      const adding = await register.underWay('adding');
      const releasing = await register.underWay('releasing');
      return {
        text: renderCases(cases, { adding, releasing }),
        json: { stack: found.store.id, cases, adding, releasing },
        code: EXIT.ok,
      };
    } catch (error) {
      throw explainAwsError(error, found.store.id);
    }
  })
    .description('List the cases of a store.')
    .option(...STACK_OPTION);
}
