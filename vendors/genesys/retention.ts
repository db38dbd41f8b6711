import { inDays } from '../../core/day';
import { HttpError } from '../../http/error';
import type { GenesysApi } from './api';
import { listEntities } from './entity';

/** Lists of retention policies. @see purecloud-platform-client-v2, `RecordingApi` */
export const POLICIES = '/api/v2/recording/mediaretentionpolicies';
const CROSS_PLATFORM = '/api/v2/recording/crossplatform/mediaretentionpolicies';

const VIEW = { permission: 'Recording > Retention Policy > View' };

/** Kinds of recordings for which a policy can have actions of their own. */
const MEDIA = ['callPolicy', 'chatPolicy', 'emailPolicy', 'messagePolicy'] as const;

/** What is read of a policy's actions. @see `PolicyActions` in Genesys' SDK */
interface Actions {
  readonly retainRecording?: unknown;
  readonly deleteRecording?: unknown;
  readonly alwaysDelete?: unknown;
  readonly retentionDuration?: { readonly deleteRetention?: { readonly days?: unknown } };
  readonly integrationExport?: { readonly integration?: { readonly id?: unknown } };
}

/** The fields of a retention policy that are read. */
interface RetentionPolicy {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly enabled?: unknown;
  readonly actions?: Actions;
  readonly mediaPolicies?: Partial<Record<(typeof MEDIA)[number], { readonly actions?: Actions }>>;
}

/** Actions of a policy, and the recordings they are for. */
interface Place {
  /** For a sentence: empty, or ` for calls`. */
  readonly where: string;
  readonly actions: Actions;
}

/** What retention policies are compared with. */
export interface ExpectedRetention {
  /** Days for which the environment file says that Genesys keeps its own copy. */
  readonly days: number;
  /**
   * The integration that exports to the store: only policies that export with it are compared. `any` stands for the one
   * that an organization may run.
   *
   * @default - policies that export with an integration go elsewhere, and all others are compared
   */
  readonly exportsWith?: string | undefined;
}

/** What is wrong with the retention policies. */
export interface RetentionProblem {
  /** `differs`: other days; `never`: nothing is deleted; `not-exported`: no policy exports to the store. */
  readonly kind: 'differs' | 'never' | 'not-exported';
  /** The policy or policies. */
  readonly subject: string;
  /** What is wrong with it: the sentence goes on. */
  readonly detail: string;
}

/**
 * Compares the days for which Genesys' retention policies keep recordings with the environment file, to the day. A
 * policy has them in two places, for itself and for each kind of recording; both count.
 *
 * @see Genesys guide, section 4: "Set the Expiration action to match the Genesys Cloud retention window exactly", "Set the
 *   policy to Delete after the retention window expires"
 * @throws HttpError when Genesys does not answer as it should
 */
export async function compareRetention(
  api: GenesysApi,
  { days, exportsWith }: ExpectedRetention,
): Promise<RetentionProblem[]> {
  const all = await listPolicies(api);
  const active = all.filter(({ enabled }) => enabled !== false);
  const relevant = active.filter((policy) => isFor(policy, exportsWith));
  if (exportsWith !== undefined && relevant.length === 0) return [NOT_EXPORTED];
  const places = relevant.flatMap((policy) =>
    placesOf(policy).map((place) => ({ ...place, policy, deletes: daysOf(place.actions) })),
  );
  const deleting = places.filter(({ deletes }) => deletes !== undefined);
  if (deleting.length === 0) return [relevant.length === 0 ? NO_POLICY : NOTHING_DELETES];
  return deleting
    .filter(({ deletes }) => deletes !== days)
    .map(({ policy: { name }, where, deletes = 0 }) => ({
      kind: 'differs',
      subject: `retention policy ${JSON.stringify(name)}`,
      detail: `${describe(where, deletes)}, and vendorRetentionDays is ${days}`,
    }));
}

/** Policies of both lists; an organization need not have the second. */
async function listPolicies(api: GenesysApi): Promise<readonly RetentionPolicy[]> {
  const policies = await listEntities<RetentionPolicy>(api, POLICIES, VIEW);
  const others = await listEntities<RetentionPolicy>(api, CROSS_PLATFORM, VIEW).catch(
    (error: unknown) => {
      if (error instanceof HttpError && error.status === 404) return [];
      throw error;
    },
  );
  const known = new Set(policies.map(({ id }) => id));
  return [...policies, ...others.filter(({ id }) => id === undefined || !known.has(id))];
}

function placesOf({ actions, mediaPolicies = {} }: RetentionPolicy): Place[] {
  const media = MEDIA.map((each) => ({
    where: ` for ${each.replace('Policy', '')}s`,
    actions: mediaPolicies[each]?.actions,
  }));
  return [{ where: '', actions }, ...media].flatMap(({ where, actions: found }) =>
    found ? [{ where, actions: found }] : [],
  );
}

/** Whether a policy decides about recordings of the store. */
function isFor(policy: RetentionPolicy, exportsWith: string | undefined): boolean {
  const exports = placesOf(policy).flatMap(({ actions: { integrationExport } }) =>
    integrationExport ? [integrationExport.integration?.id] : [],
  );
  if (exportsWith === undefined) return exports.length === 0;
  return exportsWith === 'any' ? exports.length > 0 : exports.includes(exportsWith);
}

/**
 * The days after which actions delete; 0 for at once, and undefined when they delete nothing.
 *
 * @see `PolicyActions` in Genesys' SDK: `alwaysDelete` overrides both others, and `retainRecording` overrides
 *   `deleteRecording`
 */
function daysOf({
  alwaysDelete,
  deleteRecording,
  retainRecording,
  retentionDuration,
}: Actions): number | undefined {
  if (alwaysDelete === true) return 0;
  if (deleteRecording === true && retainRecording !== true) return 0;
  const days = retentionDuration?.deleteRetention?.days;
  return typeof days === 'number' ? days : undefined;
}

const describe = (where: string, days: number) =>
  days === 0 ? `deletes recordings${where} at once` : `deletes${where} after ${inDays(days)}`;

const FOR_EVER =
  'so Genesys keeps its own recordings for ever, and the copies in S3 expire before them';

const NO_POLICY: RetentionProblem = {
  kind: 'never',
  subject: 'no retention policy',
  detail: `for these recordings is on, ${FOR_EVER}`,
};

const NOTHING_DELETES: RetentionProblem = {
  kind: 'never',
  subject: 'none of the retention policies',
  detail: `for these recordings deletes any, ${FOR_EVER}`,
};

const NOT_EXPORTED: RetentionProblem = {
  kind: 'not-exported',
  subject: 'no retention policy',
  detail: 'that is on exports to the store, so recordings only arrive by jobs that you start',
};
