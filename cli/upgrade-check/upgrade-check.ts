import * as fs from 'node:fs';
import * as path from 'node:path';
import { RefusedError } from '../../core/problem';
import type { ComparedPlan } from '../../review/finding';
import type { Action } from '../../review/plan';
import type { ReviewReport } from '../../review/report';
import { reportOn } from '../../review/report';
import type { Synthesized } from '../../synth/synthesize';
import { inTemporaryFolder } from '../../synth/temporary-folder';
import { type StackDifference, stackDifferences } from '../difference/difference';
import { plansOf } from '../difference/plan-of';
import type { DifferenceOptions } from '../difference/review-difference';
import { synthesizeWithApp } from '../difference/side';
import { CommandError } from '../process/run';
import { type CallvaultVersion, findVersion } from './version';

/** What an upgrade does to one stack. */
export interface StackUpgrade {
  readonly stack: string;
  /** Numbers of resources. */
  readonly created: number;
  readonly updated: number;
  readonly replaced: number;
  /** Destroyed, or no longer managed. */
  readonly removed: number;
}

/** What an upgrade does to the stacks of a project. */
export interface Upgrade {
  /** The versions. */
  readonly from: string;
  readonly to: string;
  /** The stacks that change, in the order of their ids. */
  readonly stacks: readonly StackUpgrade[];
  readonly unchanged: readonly string[];
  readonly report: ReviewReport;
  readonly differences: readonly StackDifference[];
}

/** What to compare, and how to review it. */
export interface UpgradeOptions extends Omit<DifferenceOptions, 'before' | 'after'> {
  /** As in {@link findVersion}. */
  readonly from: string;
  readonly to: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Synthesizes the environment files of the current folder with two versions of callvault, and reviews the difference.
 *
 * @throws RefusedError when a version cannot be found, installed or run
 */
export function checkUpgrade(options: UpgradeOptions): Promise<Upgrade> {
  return inTemporaryFolder(async (temporary) => {
    const sideOf = (side: 'from' | 'to') => {
      const folder = path.join(temporary, side);
      fs.mkdirSync(folder);
      return readVersion(options[side], { folder, env: options.env });
    };
    const [before, after] = await Promise.all([sideOf('from'), sideOf('to')]);
    return compareVersions(before, after, options);
  });
}

/** The stacks of one version. */
interface Side {
  readonly version: string;
  readonly stacks: readonly Synthesized[];
}

async function readVersion(
  written: string,
  place: Parameters<typeof findVersion>[1],
): Promise<Side> {
  const version = await findVersion(written, place);
  return { version: version.name, stacks: await synthesize(version, place.env) };
}

async function synthesize({ name, app }: CallvaultVersion, env: NodeJS.ProcessEnv) {
  try {
    return await synthesizeWithApp(app, { folder: '.', env });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    throw RefusedError.of(
      'upgrade-synthesis',
      `callvault ${name} cannot synthesize the environments: ${error.message}`,
      'Correct the environment files so that both versions accept them.',
    ).causedBy(error);
  }
}

/** Compares what two versions synthesize. */
export function compareVersions(
  before: Side,
  after: Side,
  options: Omit<UpgradeOptions, 'from' | 'to' | 'env'>,
): Upgrade {
  const plans = plansOf(before.stacks, after.stacks);
  const changed = plans.map(countChanges).sort((a, b) => (a.stack < b.stack ? -1 : 1));
  const ids = new Set(changed.map(({ stack }) => stack));
  return {
    from: before.version,
    to: after.version,
    stacks: changed,
    unchanged: after.stacks.map(({ id }) => id).filter((id) => !ids.has(id)),
    report: reportOn(plans, options),
    differences: stackDifferences(before.stacks, after.stacks),
  };
}

function countChanges({ source, changes }: ComparedPlan): StackUpgrade {
  const count = (...actions: readonly Action[]) =>
    changes.filter(({ action }) => actions.includes(action)).length;
  return {
    stack: source,
    created: count('create'),
    updated: count('update'),
    replaced: count('replace'),
    removed: count('delete', 'forget'),
  };
}
