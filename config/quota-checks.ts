import type { FileProblem } from './cross-checks';
import type { Environment } from './environment';
import { type Quota, QUOTA_NAMES, type QuotaName, QUOTAS } from './quota';
import { type Usage, usageOfEnvironment, usageOfStore } from './usage';

/** The environments of one account. The first is where problems are shown. */
type Account = readonly [Environment, ...Environment[]];

/** What the stacks of an account use of a quota, in a region or in all. */
interface Sum {
  readonly quota: QuotaName;
  /** Where it counts. @default - in the whole account */
  readonly region: string | undefined;
  count: number;
  /** Names of the environments that use it. */
  readonly environments: Set<string>;
}

/**
 * Refuses what an account could not hold, all its environments together, and warns of what it could hold only with
 * a quota that was raised. A local AWS has no quotas.
 */
export function checkQuotas(environments: readonly Environment[]): FileProblem[] {
  return accountsOf(environments).flatMap((account) => [
    ...checkStated(account),
    ...sumsOf(account).flatMap((sum) => checkSum(sum, account)),
  ]);
}

function accountsOf(environments: readonly Environment[]): Account[] {
  const accounts = new Map<string, [Environment, ...Environment[]]>();
  for (const environment of environments.filter(({ localAws }) => localAws === undefined)) {
    const others = accounts.get(environment.account);
    if (others) others.push(environment);
    else accounts.set(environment.account, [environment]);
  }
  return [...accounts.values()];
}

function sumsOf(account: Account): Sum[] {
  const sums = new Map<string, Sum>();
  for (const environment of account) {
    const add = ({ quota, region: at, count }: Usage) => {
      const region = QUOTAS[quota].scope === 'region' ? at : undefined;
      const key = `${quota} ${region ?? ''}`;
      const sum = sums.get(key) ?? { quota, region, count: 0, environments: new Set() };
      sums.set(key, sum);
      sum.count += count;
      sum.environments.add(environment.name);
    };
    usageOfEnvironment(environment).forEach(add);
    for (const store of environment.stores) usageOfStore(store).forEach(add);
  }
  return [...sums.values()];
}

function checkSum(sum: Sum, account: Account): FileProblem[] {
  const { quota, region = '' } = sum;
  const { initial, initialIn, kept = 0 }: Quota = QUOTAS[quota];
  const stating = account.find(({ quotas }) => quotas?.[quota] !== undefined);
  const limit = stating?.quotas?.[quota] ?? initialIn?.[region] ?? initial;
  if (sum.count + kept <= limit) return [];
  return [stating ? exceeded(sum, stating, limit) : beyondInitial(sum, account, limit)];
}

const ELSEWHERE = 'put stores into another account; docs/scale.md has the arithmetic';

function exceeded(sum: Sum, stating: Environment, limit: number): FileProblem {
  const { quota } = sum;
  return {
    ...{ rule: 'quota-exceeded', file: stating.file, path: ['quotas', quota] },
    what: `${describe(sum, stating)} are more than the ${limit} that quotas.${quota} says`,
    fix: `Ask for more under Service Quotas (${QUOTAS[quota].name}) and write here what is granted, or ${ELSEWHERE}.`,
  };
}

function beyondInitial(sum: Sum, [first]: Account, limit: number): FileProblem {
  const { quota, count } = sum;
  const { name, maximum = Infinity, kept = 0 }: Quota = QUOTAS[quota];
  const problem = { file: first.file, path: ['account'] };
  const used = `${describe(sum, first)} are more than the`;
  if (count + kept > maximum) {
    return {
      ...{ rule: 'quota-maximum', ...problem },
      what: `${used} ${maximum} that AWS documents as the most`,
      fix: 'Spread the stores over several accounts, an environment file each; docs/scale.md has the arithmetic.',
    };
  }
  const most = maximum === Infinity ? 'it grants more on request' : `it grants up to ${maximum}`;
  return {
    ...{ rule: 'quota-initial', ...problem, warning: true },
    what: `${used} ${limit} that AWS gives at first; ${most}`,
    fix: `Ask for more under Service Quotas (${name}) and write here what is granted, quotas: { ${quota}: ${count + kept} } at least, or ${ELSEWHERE}.`,
  };
}

/** E.g. `1002 IAM roles in account 111111111111 (dev, prod)`. */
function describe({ quota, region, count, environments }: Sum, { account }: Environment): string {
  const { noun, kept = 0 }: Quota = QUOTAS[quota];
  const reserve = kept === 0 ? '' : `, ${kept} of them beyond reserve,`;
  const where = region === undefined ? account : `${account}, ${region}`;
  return `${count + kept} ${noun}${reserve} in account ${where} (${[...environments].join(', ')})`;
}

/** What files say of an account's quotas: one number each, and one that can be. */
function checkStated(account: Account): FileProblem[] {
  return account.flatMap((environment, index) =>
    QUOTA_NAMES.flatMap((quota) => {
      const stated = environment.quotas?.[quota];
      if (stated === undefined) return [];
      const at = { file: environment.file, path: ['quotas', quota] };
      const { maximum }: Quota = QUOTAS[quota];
      const other = account
        .slice(0, index)
        .find(({ quotas }) => (quotas?.[quota] ?? stated) !== stated);
      return [
        ...(maximum !== undefined && stated > maximum ? [beyond(at, stated, maximum)] : []),
        ...(other ? [disagreement(at, stated, other)] : []),
      ];
    }),
  );
}

type At = Pick<FileProblem, 'file' | 'path'>;

/** AWS raises its maxima from time to time, and what Service Quotas shows is right: a warning. */
function beyond(at: At, stated: number, maximum: number): FileProblem {
  return {
    ...{ rule: 'quota-documented', ...at, warning: true },
    what: `${stated} is more than the ${maximum} that AWS documents as the most`,
    fix: 'Write what Service Quotas shows for this account.',
  };
}

function disagreement(at: At, stated: number, other: Environment): FileProblem {
  const { account, file, quotas } = other;
  const name = at.path[1] as QuotaName;
  return {
    ...{ rule: 'quota-one-value', ...at },
    what: `${stated} is not the ${quotas?.[name] ?? 0} that ${file} says of the same account, ${account}`,
    fix: 'Write in both what Service Quotas shows for it, or leave it out of one.',
  };
}
