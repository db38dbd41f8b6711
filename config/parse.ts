import type { Problem } from '../core/problem';
import { type EnvironmentSettings, environmentShell, storeSchema } from './schema';
import { shapeProblems } from './shape';

/** An environment without the stores whose shape is wrong. */
export interface Parsed {
  /** Undefined when the environment's own keys are wrong. */
  readonly settings?: EnvironmentSettings;
  readonly problems: readonly Problem[];
}

/**
 * Checks the shape of an environment file's data. Stores are parsed one by one, so that an error in one does not
 * hide the problems of the others.
 */
export function parseEnvironment(data: unknown): Parsed {
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
    problems: shapeProblems(issues, data),
  };
}

function storesOf(data: unknown): Readonly<Record<string, unknown>> {
  const stores = isRecord(data) ? data.stores : undefined;
  return isRecord(stores) ? stores : {};
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
