import { Command } from 'commander';
import { stackIds } from '../../config/environment';
import { DEFAULT_FOLDER, readFile, readFolder } from '../../config/files';
import { loadEnvironments, type LocatedProblem } from '../../config/load';
import { renderProblems } from '../../config/render';
import { printable } from '../../core/printable';
import { renderPath } from '../../core/problem';
import { EXIT } from '../exit';
import { sampleKeys } from '../sample-keys';

/** What validating came to. */
export interface Validation {
  /** Whether everything may be deployed; warnings do not count. */
  readonly valid: boolean;
  /** Ids of the stacks that the files describe. */
  readonly stacks: readonly string[];
  /** All that was found. */
  readonly problems: readonly LocatedProblem[];
  /** Where each store's vendor would write a recording today, and did on the paths before, by stack. */
  readonly sampleKeys: Readonly<Record<string, readonly string[]>>;
}

/** Checks environment files: the given ones, or all of the folder. */
export function validate(
  files: readonly string[],
  env: NodeJS.ProcessEnv,
  now = new Date(),
): Validation {
  const read =
    files.length > 0
      ? files.map(readFile)
      : readFolder(env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
  const { environments, problems } = loadEnvironments(read);
  return {
    valid: problems.every(({ warning }) => warning),
    stacks: stackIds(environments),
    problems,
    sampleKeys: Object.fromEntries(
      environments
        .flatMap(({ stores }) => stores)
        .map((store): [string, string[]] => [store.id, sampleKeys(store, now)])
        .filter(([, keys]) => keys.length > 0),
    ),
  };
}

/** `callvault validate [file...]` */
export function validateCommand(exit: (code: number) => void): Command {
  return new Command('validate')
    .description('Check environment files, and show every problem of all of them.')
    .argument('[file...]', 'environment files; all of the folder when none is given')
    .option('--json', 'print the result as JSON')
    .action((files: string[], { json = false }: { json?: boolean }) => {
      const result = validate(files, process.env);
      if (json) console.log(renderJson(result));
      else printText(result);
      exit(result.valid ? EXIT.ok : EXIT.usage);
    });
}

function renderJson({ valid, stacks, problems, sampleKeys: keys }: Validation): string {
  const found = problems.map(({ path, warning, ...rest }) => ({
    ...{ level: warning ? 'warning' : 'error', key: renderPath(path) },
    ...rest,
  }));
  return JSON.stringify({ valid, stacks, problems: found, sampleKeys: keys }, null, 2);
}

function printText({ valid, stacks, problems, sampleKeys: keys }: Validation): void {
  if (problems.length > 0) console.error(renderProblems(problems));
  if (!valid) return;
  console.log(`${stacks.length} stacks are valid: ${stacks.join(', ')}`);
  for (const [stack, samples] of Object.entries(keys)) {
    for (const key of samples) console.log(`  ${stack} files recordings as ${printable(key)}`);
  }
}
