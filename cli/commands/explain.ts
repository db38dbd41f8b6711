import { Command } from 'commander';
import { closest } from 'fastest-levenshtein';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type Engine, ENGINE_PACKAGE, tryLoadEngine } from '../../access/engine';
import { readPolicies, type StackPolicies } from '../../access/policies';
import { buildApp, InvalidEnvironmentsError } from '../../app';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { type EnvironmentFile, loadEnvironments } from '../../config/load';
import { type Problem, RefusedError } from '../../core/problem';
import { type AccessRow, accessMatrix } from '../explain/matrix';
import { renderAccess } from '../explain/render';
import { describeStatements } from '../explain/statements';
import { EXIT } from '../exit';

/** A store's access. */
export interface Explanation {
  /** The policies it was decided on. */
  readonly stack: StackPolicies;
  /** Who can do what. */
  readonly access: readonly AccessRow[];
}

/** The engine that decides is not installed. */
export class MissingEngineError extends RefusedError {
  constructor() {
    super([
      {
        rule: 'engine-installed',
        path: [],
        what: `${ENGINE_PACKAGE}, the engine that decides, is not installed`,
        fix: `Add it with npm install --no-save ${ENGINE_PACKAGE}@0.1.173; its licence is the AGPL-3.0, so callvault does not bring it along.`,
      },
    ]);
    this.name = 'MissingEngineError';
  }
}

/**
 * Decides who can do what with a store, from its synthesized JSON and without an AWS account.
 *
 * @param engine - what decides; undefined where it is not installed
 * @throws InvalidEnvironmentsError when a file is wrong
 * @throws RefusedError for a stack there is not, and for one that keeps no recordings
 * @throws MissingEngineError without engine
 */
export async function explain(
  id: string,
  files: readonly EnvironmentFile[],
  engine: Engine | undefined,
): Promise<Explanation> {
  const json = synthesize(id, files);
  if (!engine) throw new MissingEngineError();
  const stack = readPolicies(id, json);
  return { stack, access: await accessMatrix(engine, stack) };
}

function synthesize(id: string, files: readonly EnvironmentFile[]): string {
  const { environments, problems } = loadEnvironments(files);
  if (problems.some(({ warning }) => !warning)) throw new InvalidEnvironmentsError(problems);
  const stores = environments.flatMap((environment) => environment.stores.map((each) => each.id));
  if (!stores.includes(id)) throw new RefusedError([noStore(id, stores)]);
  const outdir = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-explain-'));
  try {
    buildApp({ files, stacks: id, outdir }).synth();
    return fs.readFileSync(path.join(outdir, 'stacks', id, 'cdk.tf.json'), 'utf8');
  } finally {
    fs.rmSync(outdir, { recursive: true, force: true });
  }
}

function noStore(id: string, stores: readonly string[]): Problem {
  return {
    rule: 'stack-selected',
    path: [],
    what: `${id} is no stack of a store${stores.length > 0 ? `; the nearest is ${closest(id, stores)}` : ''}`,
    fix: stores.length > 0 ? `Choose from: ${stores.join(', ')}.` : 'Add a store first.',
  };
}

/** `callvault explain <stack>` */
export function explainCommand(exit: (code: number) => void): Command {
  return new Command('explain')
    .description("Show who can do what with a store's recordings, and which statement decides.")
    .argument('<stack>', 'id of a store’s stack, e.g. calls-prod')
    .option('--json', 'print the decisions as JSON')
    .action(async (id: string, { json = false }: { json?: boolean }) => {
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      const { stack, access } = await explain(id, files, tryLoadEngine());
      console.log(
        json
          ? JSON.stringify({ stack: id, access, statements: describeStatements(stack) }, null, 2)
          : renderAccess(stack, access),
      );
      exit(EXIT.ok);
    });
}
