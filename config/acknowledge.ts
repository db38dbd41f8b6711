import { didYouMean, tryFindSimilar } from '../core/did-you-mean';
import type { Problem } from '../core/problem';
import type { Environment } from './environment';

/** What acknowledgements do to the problems of their environments. */
export interface Acknowledged<P> {
  /** The problems that remain. */
  readonly open: readonly P[];
  /** Warnings that an entry acknowledges, with its reason. */
  readonly acknowledged: readonly (P & { readonly reason: string })[];
  /** Warnings about entries that acknowledge nothing. */
  readonly unused: readonly (Problem & { readonly file: string })[];
}

/** Takes away the warnings that an environment file acknowledges. Errors stay: they cannot be acknowledged. */
export function acknowledge<P extends Problem & { readonly file: string }>(
  environments: readonly Environment[],
  problems: readonly P[],
): Acknowledged<P> {
  const used = new Set<Entry>();
  const entryOf = (problem: P) => {
    const { acknowledge: entries = [] } =
      environments.find(({ file }) => file === problem.file) ?? {};
    return entries.find((entry) => covers(entry, problem));
  };
  const acknowledged = problems.flatMap((problem) => {
    const entry = problem.warning ? entryOf(problem) : undefined;
    if (!entry) return [];
    used.add(entry);
    return [{ ...problem, reason: entry.reason }];
  });
  const gone = new Set(acknowledged.map(({ reason: _, ...rest }) => JSON.stringify(rest)));
  return {
    open: problems.filter((each) => !gone.has(JSON.stringify(each))),
    acknowledged,
    unused: environments.flatMap((environment) => unusedIn(environment, used, problems)),
  };
}

type Entry = NonNullable<Environment['acknowledge']>[number];

function covers({ rule, store }: Entry, problem: Problem): boolean {
  const [first, name] = problem.path;
  return rule === problem.rule && (store === undefined || (first === 'stores' && name === store));
}

function fixOf(isError: boolean, similar: string | undefined): string {
  if (isError) return 'Correct the error, and remove the entry.';
  return similar === undefined ? 'Remove the entry.' : `Write ${similar}, or remove the entry.`;
}

function unusedIn(
  { file, acknowledge: entries = [] }: Environment,
  used: ReadonlySet<Entry>,
  problems: readonly (Problem & { readonly file: string })[],
) {
  return entries.flatMap((entry, index) => {
    if (used.has(entry)) return [];
    const here = problems.filter((each) => each.file === file);
    const isError = here.some((each) => covers(entry, each));
    const warnings = here.filter(({ warning }) => warning).map(({ rule }) => rule);
    // It may be one of another store.
    const others = warnings.includes(entry.rule) ? [] : warnings;
    const where = entry.store === undefined ? 'this file' : `store ${entry.store}`;
    return [
      {
        file,
        rule: 'acknowledge-unused',
        path: ['acknowledge', index],
        what: isError
          ? `${entry.rule} is an error here, and only warnings can be acknowledged`
          : `${where} has no warning of ${entry.rule}${didYouMean(entry.rule, others)}`,
        fix: fixOf(isError, tryFindSimilar(entry.rule, others)),
        warning: true as const,
      },
    ];
  });
}
