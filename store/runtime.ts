import type { Day } from '../core/day';
import { type Problem, problemIf } from '../core/problem';
import { isAtLeast } from '../core/version';

/** A runtime of AWS Lambda. */
interface Runtime {
  /** The first version of the AWS provider that accepts it. */
  readonly provider: string;
  /** Last day of AWS's support. */
  readonly ends: Day;
  /** The day from which Lambda refuses updates of functions that have it. */
  readonly blocked: Day;
}

/** The names of the runtimes, the newest first. */
export const RUNTIME_NAMES = ['nodejs24.x', 'nodejs22.x'] as const;

/** The name of a runtime. */
export type RuntimeName = (typeof RUNTIME_NAMES)[number];

/**
 * The runtimes that the check runs on.
 *
 * @see AWS Lambda Developer Guide, "Lambda runtimes": deprecation date, and block function update
 * @see terraform-provider-aws, pull request 45024: 6.19.0 is the first version that accepts nodejs24.x
 */
const RUNTIMES: Readonly<Record<RuntimeName, Runtime>> = {
  'nodejs24.x': { provider: '6.19.0', ends: '2028-04-30', blocked: '2028-07-01' },
  'nodejs22.x': { provider: '5.99.0', ends: '2027-04-30', blocked: '2027-07-01' },
};

/** The newest runtime that a version of the AWS provider accepts; one that every version accepts if it is not known. */
export function newestRuntime(providerVersion = ''): RuntimeName {
  return (
    RUNTIME_NAMES.find((name) => isAtLeast(providerVersion, RUNTIMES[name].provider)) ??
    'nodejs22.x'
  );
}

/** Refuses a runtime that the provider would reject in the plan. */
export function checkRuntime(runtime: RuntimeName, providerVersion: string | undefined): Problem[] {
  const { provider } = RUNTIMES[runtime];
  return problemIf(Boolean(providerVersion) && !isAtLeast(providerVersion ?? '', provider), {
    rule: 'integrity-runtime',
    path: [],
    what: `version ${providerVersion ?? ''} of the AWS provider does not accept ${runtime}, and ${provider} is the first that does`,
    fix: 'Lock a newer version of the provider, or remove runtime: callvault then uses the newest runtime that it accepts.',
  });
}

/** Days before the end of a runtime's support from which a warning says what to do. */
const NOTICE_DAYS = 180;

const DAY_MS = 86_400_000;

/** Warns of a runtime whose support ends soon or has ended. */
export function checkRuntimeDate(runtime: RuntimeName, today: Day): Problem[] {
  const { ends, blocked } = RUNTIMES[runtime];
  const newest = RUNTIME_NAMES[0];
  const days = (Date.parse(ends) - Date.parse(today)) / DAY_MS;
  return problemIf(days <= NOTICE_DAYS, {
    rule: 'integrity-runtime-supported',
    path: [],
    what: `AWS supports ${runtime} until ${ends}, and from ${blocked} Lambda refuses to update a function that has it, so an apply fails`,
    fix:
      runtime === newest
        ? 'Update callvault.'
        : `Lock version ${RUNTIMES[newest].provider} or later of the AWS provider, as docs/ci.md says, and deploy: callvault then uses ${newest}.`,
    warning: true,
  });
}
