import type { Discrepancy } from '../../integrity/discrepancy';
import type { GenesysApi } from './api';
import { listEntities } from './entity';

/** Kinds of recordings for which a policy can have days of their own. */
const MEDIA = ['callPolicy', 'chatPolicy', 'emailPolicy', 'messagePolicy'] as const;

interface Actions {
  readonly retentionDuration?: { readonly deleteRetention?: { readonly days?: unknown } };
}

/** The fields of a retention policy that are read. */
interface RetentionPolicy {
  readonly id?: unknown;
  readonly name?: unknown;
  readonly enabled?: unknown;
  readonly actions?: Actions;
  readonly mediaPolicies?: Partial<Record<(typeof MEDIA)[number], { readonly actions?: Actions }>>;
}

/**
 * Compares the days for which Genesys' retention policies keep recordings with the environment file, to the day. A
 * policy has them in two places, for itself and for each kind of recording; both count.
 *
 * @see Genesys guide, section 4: "Set the Expiration action to match the Genesys Cloud retention window exactly"
 * @see Genesys Cloud Platform API, `GET /api/v2/recording/mediaretentionpolicies`; permission
 *   `recording:retentionPolicy:view`
 * @throws HttpError when Genesys does not answer as it should
 */
export async function compareRetention(
  api: GenesysApi,
  expectedDays: number,
): Promise<Discrepancy[]> {
  const policies = await listEntities<RetentionPolicy>(
    api,
    '/api/v2/recording/mediaretentionpolicies',
  );
  return policies.flatMap((policy) => compare(policy, expectedDays));
}

function compare(policy: RetentionPolicy, expectedDays: number): Discrepancy[] {
  if (policy.enabled === false) return [];
  const { name, actions, mediaPolicies = {} } = policy;
  const places = MEDIA.map((media) => ({
    where: ` for ${media.replace('Policy', '')}s`,
    actions: mediaPolicies[media]?.actions,
  }));
  return [{ where: '', actions }, ...places].flatMap((place) => {
    const days = place.actions?.retentionDuration?.deleteRetention?.days;
    if (typeof days !== 'number' || days === expectedDays) return [];
    return [
      {
        kind: 'retention-differs',
        key: `retention policy ${JSON.stringify(name)}`,
        detail: `deletes${place.where} after ${days} days, and vendorRetentionDays is ${expectedDays}`,
      },
    ];
  });
}
