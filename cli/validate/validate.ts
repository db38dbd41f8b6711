import { stackIds } from '../../config/environment';
import { type EnvironmentFile, loadEnvironments, type LocatedProblem } from '../../config/load';
import { renderProblems } from '../../config/render';
import { dayOf } from '../../core/day';
import { ruleUrl } from '../../core/docs-url';
import { printable } from '../../core/printable';
import { renderPath } from '../../core/problem';
import { EXIT } from '../exit';
import type { Outcome } from '../command';
import { sampleKeys } from '../sample-keys';

/** The result of validating environment files. */
export interface Validation {
  /** Whether all stacks can be deployed. Warnings do not count. */
  readonly valid: boolean;
  /** Ids of the stacks that the files describe. */
  readonly stacks: readonly string[];
  readonly problems: readonly LocatedProblem[];
  /** Warnings that the files acknowledge. */
  readonly acknowledged: readonly (LocatedProblem & { readonly reason: string })[];
  /** By stack id: sample keys on the current path, and on previous paths that may still be written to. */
  readonly sampleKeys: Readonly<Record<string, readonly string[]>>;
}

/** Checks environment files. */
export function validate(files: readonly EnvironmentFile[], now = new Date()): Validation {
  const loaded = loadEnvironments(files, undefined, dayOf(now.getTime()));
  const { environments, problems, acknowledged } = loaded;
  const keys = environments
    .flatMap(({ stores }) => stores)
    .map((store) => [store.id, sampleKeys(store, now)] as const)
    .filter(([, samples]) => samples.length > 0);
  return {
    valid: problems.every(({ warning }) => warning),
    stacks: stackIds(environments),
    problems,
    acknowledged,
    sampleKeys: Object.fromEntries(keys),
  };
}

/** The result with problems that were found in AWS. */
export function withProblems(validation: Validation, found: readonly LocatedProblem[]): Validation {
  const problems = [...validation.problems, ...found];
  return { ...validation, problems, valid: problems.every(({ warning }) => warning) };
}

/** The result for people and as data. */
export function renderValidation(validation: Validation): Outcome {
  const { valid, problems, acknowledged } = validation;
  return {
    text: valid ? renderValid(validation) : undefined,
    errors: problems.length > 0 ? renderProblems(problems) : undefined,
    json: {
      ...validation,
      problems: problems.map(toJson),
      acknowledged: acknowledged.map(toJson),
    },
    code: valid ? EXIT.ok : EXIT.usage,
  };
}

function renderValid({ stacks, sampleKeys: keys, acknowledged }: Validation): string {
  const valid = stacks.length === 1 ? 'stack is' : 'stacks are';
  const count = `${stacks.length} ${valid} valid`;
  const samples = Object.entries(keys).flatMap(([stack, each]) =>
    each.map((key) => `  ${stack} stores recordings as ${printable(key)}`),
  );
  const { length } = acknowledged;
  const known = `${length} acknowledged ${length === 1 ? 'warning' : 'warnings'}.`;
  return [`${count}: ${stacks.join(', ')}`, ...samples, ...(length > 0 ? [known] : [])].join('\n');
}

function toJson({ path, warning, ...rest }: LocatedProblem): object {
  const level = warning ? 'warning' : 'error';
  return { level, key: renderPath(path), ...rest, url: ruleUrl(rest.rule) };
}
