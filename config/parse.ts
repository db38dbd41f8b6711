import type * as z from 'zod';
import type { Problem } from '../core/problem';
import { isRelated } from './containers';
import { mendShape } from './mend';
import { type EnvironmentSettings, environmentShell, storeSchema } from './schema';
import { shapeProblems, type NumberSource } from './shape';

/** An environment, and what is wrong with its shape. */
export interface Parsed {
  /**
   * Where the shape is wrong, what was probably meant, or nothing: for further checks only. Without the stores for which
   * that is not known; undefined when it is not known for the environment's own keys.
   */
  readonly settings?: EnvironmentSettings;
  readonly problems: readonly Problem[];
  /** Whether a problem comes from what is wrong with the shape. */
  readonly isConsequence: (problem: Problem) => boolean;
}

/** Taken for what is missing, so that the stores are checked in the same run. */
const STAND_INS = {
  account: '000000000001',
  type: 'non-production',
  state: { backend: 'cloud', organization: 'unknown' },
};

/**
 * Checks the shape of an environment file's data. Stores are parsed one by one, so that an error in one does not
 * hide the problems of the others.
 *
 * @param written - numbers as they are written. @default - as JavaScript shows them
 */
export function parseEnvironment(data: unknown, written?: NumberSource): Parsed {
  const { settings, issues } = parse(data);
  if (issues.length === 0) return { settings, problems: [], isConsequence: () => false };
  const mended = mendShape(issues, data, written);
  const second = parse(isRecord(mended.data) ? { ...STAND_INS, ...mended.data } : mended.data);
  const isMended = (problem: Problem) =>
    mended.places.some((place) => isRelated(place, problem.path) || asksFor(problem, place));
  // Where a key was meant to be elsewhere, its value can be wrong as well.
  const moved = shapeProblems(second.issues, mended.data).filter((problem) => !isMended(problem));
  return {
    settings: second.settings,
    problems: [...mended.problems, ...moved],
    isConsequence: (problem) => isMended(problem) || problem.what.includes(STAND_INS.account),
  };
}

/** Whether a problem asks for a setting of the same store that is there, and wrong. */
function asksFor({ path, what, fix }: Problem, place: Problem['path']): boolean {
  const name = place.findLast((key) => typeof key === 'string') ?? '';
  return (
    isRelated(place.slice(0, 2), path.slice(0, 2)) && `${what} ${fix}`.split(/\W+/).includes(name)
  );
}

interface Shaped {
  readonly settings?: EnvironmentSettings | undefined;
  readonly issues: readonly z.core.$ZodIssue[];
}

function parse(data: unknown): Shaped {
  const shell = environmentShell.safeParse(data);
  const parsed = Object.entries(storesOf(data)).map(
    ([name, store]) => [name, storeSchema.safeParse(store)] as const,
  );
  const issues = [
    ...(shell.error?.issues ?? []),
    ...parsed.flatMap(([name, { error }]) =>
      (error?.issues ?? []).map((issue) => ({ ...issue, path: ['stores', name, ...issue.path] })),
    ),
  ];
  const stores = Object.fromEntries(
    parsed.flatMap(([name, { data: store }]) => (store ? [[name, store]] : [])),
  );
  return {
    settings: shell.data && { ...shell.data, stores },
    issues: issues.flatMap((issue) => withinForm(issue)),
  };
}

/** Where only one of several forms has the type of a value, what is wrong within it is what is wrong. */
function withinForm(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const [form, ...others] = issue.errors.filter((each) =>
    each.every(({ path }) => path.length > 0),
  );
  if (!form || form.length === 0 || others.length > 0) return [issue];
  return form.flatMap((each) => withinForm({ ...each, path: [...issue.path, ...each.path] }));
}

function storesOf(data: unknown): Readonly<Record<string, unknown>> {
  const stores = isRecord(data) ? data.stores : undefined;
  return isRecord(stores) ? stores : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
