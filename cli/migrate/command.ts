import { Command } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { dayOf } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { openBucketReader } from '../../lambda/clients';
import { retentionDates } from '../../modules/retention-schedule';
import type { Store } from '../../store/store';
import { explainAwsError, localPlace } from '../aws';
import { EXIT } from '../exit';
import { type FoundStore, findStore } from '../find-store';
import { type Compared, comparePaths } from './compare';
import { describeWritten, type PathState, renderStates, renderWritten } from './render';
import { migrationConfiguration } from './terraform';

interface Flags {
  readonly out?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

const HELP = `
Without --check: writes a Terraform configuration that copies what stands below each of previousPaths with copy: true to
the path of now, by AWS DataSync; run it with terraform init, apply, and aws datasync start-task-execution.
With --check: compares the paths of before with that of now, and says when each can go (gone: true).
docs/migration.md says when a copy is right, and when to leave recordings where they are.

Exit codes: 0 done, or everything is copied or gone, 6 something is not, 2 wrong input, 5 AWS refused.`;

/** `callvault migrate <stack>` */
export function migrateCommand(exit: (code: number) => void): Command {
  return new Command('migrate')
    .description('Copy recordings to the path they are written to now, and check the copy.')
    .argument('<stack>', 'id of a store’s stack, e.g. calls-prod')
    .option('--out <folder>', 'where the configuration is written; migrations/<stack>')
    .option('--check', 'compare the paths, and write nothing')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, { out, check = false, json = false }: Flags) => {
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      const found = findStore(id, files);
      if (!check) {
        const file = writeConfiguration(found, out ?? path.join('migrations', id));
        const written = describeWritten(file, found.store.schedule, new Date());
        console.log(json ? JSON.stringify(written, null, 2) : renderWritten(id, written));
        exit(EXIT.ok);
        return;
      }
      const states = await checkPaths(found);
      console.log(json ? JSON.stringify(states, null, 2) : renderStates(id, states));
      exit(states.every(({ done }) => done) ? EXIT.ok : EXIT.findings);
    });
}

function writeConfiguration({ store, environment }: FoundStore, folder: string): string {
  const from = (store.settings.previousPaths ?? [])
    .filter(({ copy, gone }) => copy === true && gone !== true)
    .map(({ prefix }) => prefix);
  if (from.length === 0) throw nothingToCopy(store.name);
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'main.tf.json');
  fs.writeFileSync(
    file,
    `${JSON.stringify(migrationConfiguration(store, from, environment), null, 2)}\n`,
  );
  return file;
}

function nothingToCopy(name: string): RefusedError {
  return new RefusedError([
    {
      rule: 'migrate-nothing-to-copy',
      path: ['stores', name, 'previousPaths'],
      what: 'no path of before has copy: true, so there is nothing to copy',
      fix: 'Set it where recordings have to stand on the new path; others stay until their retention ends, and --check says until when.',
    },
  ]);
}

async function checkPaths({ store, environment }: FoundStore): Promise<PathState[]> {
  const look = openBucketReader(
    { region: store.region, bucket: store.bucketName },
    localPlace(environment),
  );
  const states: PathState[] = [];
  try {
    for (const prefix of store.previousPrefixes) {
      const compared = await comparePaths(look, prefix, store.prefix);
      states.push({ ...compared, ...whenGone(store, compared) });
    }
  } catch (error) {
    throw explainAwsError(error, store.id);
  }
  return states;
}

function whenGone({ schedule }: Store, { objects, copied, youngest }: Compared) {
  const done = copied === objects;
  if (youngest === undefined) return { done };
  return { done, goneBy: dayOf(retentionDates(new Date(youngest), schedule).goneBy.getTime()) };
}
