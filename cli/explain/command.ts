import { Command } from 'commander';
import { type Engine, ENGINE_PACKAGE, tryLoadEngine } from '../../access/engine';
import { readPolicies, type StackPolicies } from '../../access/policies';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import type { EnvironmentFile } from '../../config/load';
import { printable } from '../../core/printable';
import { RefusedError } from '../../core/problem';
import { type AccessRow, accessMatrix } from './matrix';
import { renderAccess } from './render';
import { describeStatements } from './statements';
import { synthesize } from '../../synth/synthesize';
import { EXIT } from '../exit';
import { findStore } from '../find-store';
import { sampleKeys } from '../sample-keys';

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
  findStore(id, files);
  if (!engine) throw new MissingEngineError();
  const [synthesized] = synthesize({ files, stacks: id });
  const stack = readPolicies(id, synthesized?.text ?? '');
  return { stack, access: await accessMatrix(engine, stack) };
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
      const keys = sampleKeys(findStore(id, files).store, new Date());
      const statements = describeStatements(stack);
      console.log(
        json
          ? JSON.stringify({ stack: id, sampleKeys: keys, access, statements }, null, 2)
          : [renderAccess(stack, access), ...renderKeys(keys)].join('\n\n'),
      );
      exit(EXIT.ok);
    });
}

function renderKeys(keys: readonly string[]): string[] {
  if (keys.length === 0) return [];
  return [['Recordings are filed as:', ...keys.map((key) => `  ${printable(key)}`)].join('\n')];
}
