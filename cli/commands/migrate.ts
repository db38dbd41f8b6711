import { Command } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { dayOf } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { openLook } from '../../lambda/clients';
import { retentionDates } from '../../modules/retention-schedule';
import type { Store } from '../../vendors/store';
import { explainAwsError, localPlace } from '../aws';
import { EXIT } from '../exit';
import { type FoundStore, findStore } from '../find-store';
import { type Compared, comparePaths } from '../migrate/compare';
import { migrationConfiguration } from '../migrate/terraform';

interface Flags {
  readonly out?: string;
  readonly check?: boolean;
  readonly json?: boolean;
}

/** A path of before, and when it can go. */
export interface PathState extends Compared {
  /** Whether everything on it is at the path of now as well. */
  readonly done: boolean;
  /** The day by which its last bytes are gone by retention, in UTC. @default - nothing is there */
  readonly goneBy?: string;
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
        const file = writeConfiguration(found.store, out ?? path.join('migrations', id));
        console.log(json ? JSON.stringify({ file }) : renderWritten(file));
        exit(EXIT.ok);
        return;
      }
      const states = await checkPaths(found);
      console.log(json ? JSON.stringify(states, null, 2) : states.map(renderState).join('\n\n'));
      exit(states.every(({ done }) => done) ? EXIT.ok : EXIT.findings);
    });
}

function writeConfiguration(store: Store, folder: string): string {
  const from = (store.settings.previousPaths ?? [])
    .filter(({ copy, gone }) => copy === true && gone !== true)
    .map(({ prefix }) => prefix);
  if (from.length === 0) throw nothingToCopy(store.name);
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'main.tf.json');
  fs.writeFileSync(file, `${JSON.stringify(migrationConfiguration(store, from), null, 2)}\n`);
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
  const look = openLook(
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

function renderWritten(file: string): string {
  return [
    `${file} is written. In its folder:`,
    '  terraform init && terraform apply',
    '  aws datasync start-task-execution --task-arn <each of the output tasks>',
    'Then callvault migrate <stack> --check, and terraform destroy when everything is copied.',
  ].join('\n');
}

function renderState({ prefix, objects, copied, missing, done, goneBy }: PathState): string {
  if (objects === 0) return `${prefix}: nothing is there. Set gone: true.`;
  const last = goneBy === undefined ? '' : ` Its last bytes are gone by ${goneBy} by themselves.`;
  const sum = `${prefix}: ${copied} of ${objects} objects are at the path of now.`;
  if (done) return `${sum} Readers can be pointed there.${last}`;
  const first = missing.slice(0, 10).map((key) => `  ${JSON.stringify(key)}`);
  return [`${sum}${last}`, 'Not there, or not as long:', ...first].join('\n');
}
