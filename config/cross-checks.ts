import { type Problem, under } from '../core/problem';
import { GITHUB_ISSUER } from '../modules/github-trust';
import { logBucketName } from '../modules/log-bucket';
import { tryFindExternalId } from '../store/profile';
import { RESERVED_STORE_NAMES } from './checks';
import type { Environment } from './environment';
import { ciRoleNames, ciStackId, stateStackId, tryFindPreviousEnvironment } from './environment';
import { findVendor } from './resolve';

/** A name that must be unique, and the stack that has it. */
interface Claim {
  readonly file: string;
  readonly path: Problem['path'];
  /** What kind of name, e.g. `bucket`; names of different kinds never clash. */
  readonly kind: string;
  /** The name, in the form in which it is compared. */
  readonly name: string;
  /** The stack that has it. */
  readonly owner: string;
}

/** A problem in one of several files. */
export type FileProblem = Problem & {
  readonly file: string;
};

/** Refuses names that several stores or environments have. */
export function checkAcross(environments: readonly Environment[]): FileProblem[] {
  const taken = new Map<string, Claim>();
  const clashes = environments.flatMap((environment) =>
    claims(environment).flatMap((claim) => {
      // Two partitions may have buckets of one name.
      const scope = claim.kind === 'bucket' ? environment.partition : '';
      const key = `${scope} ${claim.kind} ${claim.name}`;
      const first = taken.get(key);
      if (!first) taken.set(key, claim);
      return first ? [clash(claim, first)] : [];
    }),
  );
  return [...clashes, ...checkExclusive(environments), ...checkPreviousNames(environments)];
}

/** Refuses a previous name that another store has or had, and one of another account or backend. */
function checkPreviousNames(environments: readonly Environment[]): FileProblem[] {
  const owners = new Map(environments.flatMap(ownIds).map((id) => [id, id]));
  return environments.flatMap((environment) =>
    environment.stores.flatMap((store) =>
      store.previousIds.flatMap((previous) => {
        const owner = owners.get(previous);
        owners.set(previous, store.id);
        const what =
          owner === undefined
            ? whyNotMoved(previous, environment, environments)
            : `${previous} is already the name of ${owner}`;
        if (what === undefined) return [];
        const fix = `Write what ${store.id} was called before, or remove previousName if it is a new store.`;
        const path = ['stores', store.name, 'previousName'];
        return [{ file: environment.file, rule: 'previous-name', path, what, fix }];
      }),
    ),
  );
}

/** The ids of callvault's own stacks count even where there are none: no store ever had one. */
function ownIds({ name, stores }: Environment): string[] {
  return [...RESERVED_STORE_NAMES.map((each) => `${each}-${name}`), ...stores.map(({ id }) => id)];
}

function whyNotMoved(
  previous: string,
  environment: Environment,
  environments: readonly Environment[],
): string | undefined {
  const { account, state } = environment;
  const from = tryFindPreviousEnvironment(previous, environment, environments);
  if (!from) return undefined;
  if (from.account !== account) {
    return `${previous} is in account ${from.account}, and buckets and keys cannot move to account ${account}`;
  }
  return from.state.backend === state.backend
    ? undefined
    : `the state of ${previous} has the backend ${from.state.backend}, and callvault moves it only within one`;
}

/** Refuses what a vendor allows once, for a second store. */
function checkExclusive(environments: readonly Environment[]): FileProblem[] {
  const taken = new Map<string, string>();
  return environments.flatMap(({ file, stores }) =>
    stores.flatMap((store) => {
      const { vendor } = store.settings;
      const claim = findVendor(vendor).exclusive?.(store);
      if (!claim) return [];
      const key = `${vendor} ${claim.name}`;
      const first = taken.get(key);
      if (first === undefined) taken.set(key, store.id);
      return first === undefined
        ? []
        : [{ ...under('stores', store.name)(claim.refuse(first)), file }];
    }),
  );
}

function clash(claim: Claim, first: Claim): FileProblem {
  return {
    rule: `unique-${claim.kind.replaceAll(' ', '-')}`,
    file: claim.file,
    path: claim.path,
    what: `the ${claim.kind} ${claim.name} is already used by ${first.owner}`,
    fix: `Choose another ${claim.kind} for ${claim.owner}.`,
  };
}

function claims(environment: Environment): Claim[] {
  return [
    ...stateClaims(environment),
    ...ciClaims(environment),
    ...environment.stores.flatMap(storeClaims(environment)),
  ];
}

function ciClaims(environment: Environment): Claim[] {
  const { ci, file, account } = environment;
  if (!ci) return [];
  const owner = ciStackId(environment);
  const { plan, deploy } = ciRoleNames(environment);
  const role = (key: string, name: string) => ({
    file,
    path: ['ci', key],
    owner,
    kind: 'principal name',
    name: `${account}/${name.toLowerCase()}`,
  });
  return [
    { file, path: ['ci'], kind: 'stack id', name: owner, owner },
    role('planRoleName', plan),
    role('deployRoleName', deploy),
    ...((ci.createProvider ?? true)
      ? [
          {
            file,
            path: ['ci', 'createProvider'],
            owner,
            kind: 'identity provider',
            name: `${account}/${ci.oidc?.issuer ?? GITHUB_ISSUER}`,
          },
        ]
      : []),
  ];
}

function stateClaims(environment: Environment): Claim[] {
  const { state, file } = environment;
  if (state.backend !== 's3') return [];
  const owner = stateStackId(environment);
  return [
    { file, path: [], kind: 'stack id', name: owner, owner },
    ...bucketClaims({ file, path: ['state', 'bucket'], owner }, state.bucket),
  ];
}

function bucketClaims(common: Omit<Claim, 'kind' | 'name'>, bucket: string): Claim[] {
  return [bucket, logBucketName(bucket)].map((name) => ({ ...common, kind: 'bucket', name }));
}

type Store = Environment['stores'][number];

/** The roles and the user of a store, after the settings that they are for. */
function principalsOf(store: Store) {
  const { principalArn, principalName, replica, integrity, arrivals, canary, batchJobs } = store;
  const principals: [setting: string, name: string][] = [];
  if (principalArn !== undefined) principals.push(['principalName', principalName]);
  if (replica) principals.push(['replication', replica.roleName]);
  if (arrivals) principals.push(['arrivals', arrivals.name]);
  if (batchJobs) principals.push(['batchJobs', batchJobs.roleName]);
  if (canary) principals.push(['canary', canary.name]);
  if (integrity) {
    const { name, distributed } = integrity;
    const names = distributed ? [name, `${name}-map`, `${name}-map-start`] : [name];
    principals.push(...names.map((each): [string, string] => ['integrity', each]));
  }
  return principals;
}

function storeClaims({ file, account }: Environment): (store: Store) => Claim[] {
  return (store) => {
    const at = (...keys: string[]) => ({
      file,
      path: ['stores', store.name, ...keys],
      owner: store.id,
    });
    const { access } = store.profile;
    const external = tryFindExternalId(store.profile);
    return [
      ...(RESERVED_STORE_NAMES.includes(store.name)
        ? []
        : [{ ...at(), kind: 'stack id', name: store.id }]),
      ...bucketClaims(at('bucket'), store.bucketName),
      ...(store.replica ? bucketClaims(at('replication', 'bucket'), store.replica.bucketName) : []),
      ...(store.integrity
        ? [{ ...at('integrity', 'bucket'), kind: 'bucket', name: store.integrity.reportBucketName }]
        : []),
      ...principalsOf(store).map(([key, name]) => ({
        ...at(key),
        kind: 'principal name',
        // IAM ignores the case of names.
        name: `${account}/${name.toLowerCase()}`,
      })),
      ...(external?.source === 'chosen'
        ? [{ ...at(...external.setting), kind: 'external id', name: external.value }]
        : []),
      ...(access.kind === 'oidc' && access.createProvider
        ? [
            {
              ...at('access', 'issuer'),
              kind: 'identity provider',
              name: `${account}/${access.issuer}`,
            },
          ]
        : []),
    ];
  };
}
