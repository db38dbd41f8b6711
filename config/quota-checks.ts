import type { FileProblem } from './cross-checks';
import type { Environment } from './environment';
import { type Quota, QUOTA_NAMES, type QuotaName, QUOTAS } from './quota';
import { type Usage, usageOfEnvironment, usageOfStore } from './usage';

/** The environments of one account. Problems are shown in the first. */
type Account = readonly [Environment, ...Environment[]];

/** The usage of a quota by the stacks of an account, in a region or in all. */
interface Sum {
  readonly quota: QuotaName;
  /** @default - the whole account */
  readonly region: string | undefined;
  count: number;
  /** Names of the environments that use it. */
  readonly environments: Set<string>;
}

/**
 * Adds up the usage of all environments of an account. It refuses what exceeds a maximum or a quota in the file, and
 * warns of what exceeds a default quota. A local AWS has no quotas.
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
  if (!stating) return checkDefault(sum, account, initialIn?.[region] ?? initial);
  const limit = stating.quotas?.[quota] ?? initial;
  return sum.count + kept > limit ? [exceeded(sum, stating, limit)] : [];
}

function checkDefault(sum: Sum, account: Account, limit: number): FileProblem[] {
  const { kept = 0 }: Quota = QUOTAS[sum.quota];
  if (sum.count + kept > limit) return [beyondInitial(sum, account, limit)];
  return checkNewAccount(sum, account);
}

/**
 * Warns that a new account has too little, where the file does not say what the account has.
 *
 * @see AWS Lambda Developer Guide, "Lambda quotas": new accounts start with reduced concurrency
 */
function checkNewAccount(sum: Sum, [first]: Account): FileProblem[] {
  const { name, initialInNewAccounts: few }: Quota = QUOTAS[sum.quota];
  if (few === undefined) return [];
  return [
    {
      rule: 'quota-new-account',
      file: first.file,
      path: ['account'],
      what: `${describe(sum, first)} may be more than the account has: AWS gives new accounts only ${few}`,
      fix: `Look at Service Quotas (${name}), request an increase if it shows less than 1000, and write what it shows here, such as quotas: { ${sum.quota}: 1000 }; or set integrity.scale: distributed, which reserves none.`,
      warning: true,
    },
  ];
}

const ELSEWHERE = 'put stores into another account; docs/scale.md explains the limits';

function exceeded(sum: Sum, stating: Environment, limit: number): FileProblem {
  const { quota } = sum;
  return {
    rule: 'quota-exceeded',
    file: stating.file,
    path: ['quotas', quota],
    what: `${describe(sum, stating)} are more than the ${limit} of quotas.${quota}`,
    fix: `Request an increase under Service Quotas (${QUOTAS[quota].name}) and write the granted quota here, or ${ELSEWHERE}.`,
  };
}

function beyondInitial(sum: Sum, [first]: Account, limit: number): FileProblem {
  const { quota, count } = sum;
  const { name, maximum = Infinity, kept = 0 }: Quota = QUOTAS[quota];
  const problem = { file: first.file, path: ['account'] };
  const used = `${describe(sum, first)} are more than the`;
  if (count + kept > maximum) {
    return {
      rule: 'quota-maximum',
      ...problem,
      what: `${used} documented maximum, ${maximum}`,
      fix: 'Distribute the stores over several accounts, with one environment file each; docs/scale.md explains the limits.',
    };
  }
  const most = maximum === Infinity ? 'AWS grants more on request' : `AWS grants up to ${maximum}`;
  return {
    rule: 'quota-initial',
    ...problem,
    warning: true,
    what: `${used} ${limit} of the default quota; ${most}`,
    fix: `Request an increase under Service Quotas (${name}) and write the granted quota here, at least quotas: { ${quota}: ${count + kept} }, or ${ELSEWHERE}.`,
  };
}

/** E.g. `1002 IAM roles in account 111111111111 (dev, prod)`. */
function describe({ quota, region, count, environments }: Sum, { account }: Environment): string {
  const { noun, kept = 0 }: Quota = QUOTAS[quota];
  const reserve = kept === 0 ? '' : `, of which ${kept} cannot be reserved,`;
  const where = region === undefined ? account : `${account}, ${region}`;
  return `${count + kept} ${noun}${reserve} in account ${where} (${[...environments].join(', ')})`;
}

/** Checks the quotas that files state for an account: the same number everywhere, and not above the maximum. */
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

/** Only a warning: AWS raises its maxima from time to time, and Service Quotas shows the current ones. */
function beyond(at: At, stated: number, maximum: number): FileProblem {
  return {
    rule: 'quota-documented',
    ...at,
    warning: true,
    what: `${stated} is more than the documented maximum, ${maximum}`,
    fix: 'Write the quota that Service Quotas shows for this account.',
  };
}

function disagreement(at: At, stated: number, other: Environment): FileProblem {
  const { account, file, quotas } = other;
  const name = at.path[1] as QuotaName;
  return {
    rule: 'quota-one-value',
    ...at,
    what: `${stated} differs from the ${quotas?.[name] ?? 0} in ${file}, for the same account ${account}`,
    fix: 'Write the quota that Service Quotas shows in both, or leave it out of one.',
  };
}
