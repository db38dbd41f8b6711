import * as path from 'node:path';
import { dayOf } from '../core/day';
import type { Problem } from '../core/problem';
import { acknowledge } from './acknowledge';
import { checkAcceptanceDates, checkRetirementDates } from './acceptance-dates';
import { checkRuntimeDates } from './runtime-dates';
import { checkCiApart } from './ci-apart';
import { checkAcross } from './cross-checks';
import type { Environment, EnvironmentIdentity } from './environment';
import { isRelated } from './containers';
import { parseEnvironment } from './parse';
import { checkQuotas } from './quota-checks';
import { resolveEnvironment } from './resolve';
import { NAME_PATTERN } from './schema';
import { type Position, readSource, type Source } from './source';
import { checkComments, checkQuotes, checkTexts, withoutSecrets, withoutSecretLine } from './texts';

/** An environment file as text. */
export interface EnvironmentFile {
  /** Its path as messages show it. Its name without the extension is the environment's name. */
  readonly file: string;
  /** Its content. */
  readonly text: string;
  /** The version of the AWS provider that is locked for the environment. Empty if none is. @default - not known */
  readonly lockedProvider?: string | undefined;
}

/** A problem with its place in a file. */
export type LocatedProblem = Problem &
  Position & {
    /** Path of the file. */
    readonly file: string;
  };

/** Keeps results between runs. */
export interface ResultCache {
  /** The result kept under this name; undefined unless it was made from an equal input. */
  read(name: string, input: unknown): unknown;
  /** Keeps the result of an input under this name instead of any previous one. */
  write(name: string, input: unknown, result: unknown): void;
}

/** What came of loading: the environments are complete only when no problem is an error. */
export interface Loaded {
  /** Those that could be read. */
  readonly environments: readonly Environment[];
  /** Errors and warnings of all files, in the order of files and lines. */
  readonly problems: readonly LocatedProblem[];
  /** Warnings that the files acknowledge, which are not among the problems. */
  readonly acknowledged: readonly (LocatedProblem & { readonly reason: string })[];
}

/**
 * Reads and checks environment files. Returns all problems of all files; throws nothing.
 *
 * @param cache - keeps the result of each file. @default - nothing is kept
 */
export function loadEnvironments(
  files: readonly EnvironmentFile[],
  cache?: ResultCache,
  today = dayOf(Date.now()),
): Loaded {
  const results = files.map((file) => loadOnce(file, cache));
  const environments = results.flatMap(({ environment }) => environment ?? []);
  const sources = new Map<string, Source | undefined>();
  const sourceOf = (name: string) => {
    const text = files.find(({ file }) => file === name)?.text;
    if (!sources.has(name)) sources.set(name, text === undefined ? undefined : readSource(text));
    return sources.get(name);
  };
  const across = [
    ...checkAcross(environments),
    ...checkCiApart(environments),
    ...checkQuotas(environments),
    ...checkAcceptanceDates(environments, today),
    ...checkRetirementDates(environments, today),
    ...checkRuntimeDates(environments, today),
  ].map((problem) => locate(problem.file, sourceOf(problem.file))(problem));
  const all = [...results.flatMap((result) => result.problems), ...across];
  const { open, acknowledged, unused } = acknowledge(environments, all);
  const problems = [
    ...open,
    ...unused.map((problem) => locate(problem.file, sourceOf(problem.file))(problem)),
  ];
  return { environments, problems: problems.sort(byPlace(files)), acknowledged };
}

interface FileResult {
  readonly environment?: Environment | undefined;
  readonly problems: readonly LocatedProblem[];
}

function loadOnce(file: EnvironmentFile, cache: ResultCache | undefined): FileResult {
  const name = `environments/${path.basename(file.file)}`;
  const kept = cache?.read(name, file) as FileResult | undefined;
  if (kept) return kept;
  const result = loadFile(file);
  cache?.write(name, file, result);
  return result;
}

function loadFile({ file, text, lockedProvider }: EnvironmentFile): FileResult {
  const source = readSource(text);
  const name = path.basename(file).replace(/\.ya?ml$/, '');
  const { environment, problems } =
    source.problems.length > 0
      ? { environment: undefined, problems: source.problems.map(withoutSecretLine(text)) }
      : readEnvironment(source, { name, file, lockedProvider });
  const all = [...checkEnvironmentName(name), ...checkComments(text), ...problems];
  return { environment, problems: all.map(locate(file, source)) };
}

function readEnvironment({ data, written }: Source, identity: EnvironmentIdentity) {
  const { settings, problems, isConsequence } = parseEnvironment(data, written);
  const resolved = settings && resolveEnvironment(settings, identity);
  const further = (resolved?.problems ?? []).filter((problem) => !isConsequence(problem));
  const texts = checkTexts(data);
  const quotes = checkQuotes(data);
  const isText = (path: Problem['path']) =>
    texts.some((problem) => problem.path.join() === path.join());
  const others = [...problems, ...further].filter(
    ({ path }) => !isText(path) && !quotes.some((problem) => isRelated(problem.path, path)),
  );
  const all = [...texts, ...quotes, ...others];
  return { environment: resolved?.environment, problems: withoutSecrets(all, data) };
}

function checkEnvironmentName(name: string): Problem[] {
  if (NAME_PATTERN.test(name) && name.length <= 32) return [];
  return [
    {
      rule: 'environment-name',
      path: [],
      what: `the file name ${JSON.stringify(name)} is not a valid name for an environment`,
      fix: 'Rename the file: up to 32 lower-case letters, digits and single hyphens.',
    },
  ];
}

function locate(
  file: string,
  source: Source | undefined,
): (problem: Problem & Partial<Position>) => LocatedProblem {
  return (problem) => ({
    ...(source?.locate(problem.path, keyIsWrong(problem) ? 'key' : 'value') ?? {
      line: 1,
      column: 1,
    }),
    ...problem,
    file,
  });
}

const keyIsWrong = ({ rule }: Problem) => ['config-unknown-key', 'config-name'].includes(rule);

function byPlace(files: readonly EnvironmentFile[]) {
  const order = new Map(files.map(({ file }, index) => [file, index]));
  const rank = ({ file }: LocatedProblem) => order.get(file) ?? 0;
  return (a: LocatedProblem, b: LocatedProblem) =>
    rank(a) - rank(b) || a.line - b.line || a.column - b.column;
}
