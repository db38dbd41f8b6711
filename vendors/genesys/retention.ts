import { HttpError } from '../../http/error';
import type { Discrepancy } from '../../integrity/discrepancy';
import type { GenesysApi } from './api';

/** The most that the list gives at a time. */
const PAGE_SIZE = 100;

/** Policies there could ever be, in pages: an answer that never ends must end. */
const MAX_PAGES = 100;

/** Kinds of recordings that a policy can treat apart. */
const MEDIA = ['callPolicy', 'chatPolicy', 'emailPolicy', 'messagePolicy'] as const;

interface Actions {
  readonly retentionDuration?: { readonly deleteRetention?: { readonly days?: unknown } };
}

/** What the list says of a retention policy; nothing else of it is read. */
interface RetentionPolicy {
  readonly name?: unknown;
  readonly enabled?: unknown;
  readonly actions?: Actions;
  readonly mediaPolicies?: Partial<Record<(typeof MEDIA)[number], { readonly actions?: Actions }>>;
}

/**
 * Compares the days for which Genesys' own policies keep recordings with what the environment file says of
 * them, to the day. The days stand in two places, of the policy and of each kind of recording; both count.
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
  const found: Discrepancy[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const path = `/api/v2/recording/mediaretentionpolicies?pageSize=${PAGE_SIZE}&pageNumber=${page}`;
    const policies = readPolicies(await api.get(path), path);
    found.push(...policies.flatMap((policy) => compare(policy, expectedDays)));
    if (policies.length < PAGE_SIZE) break;
  }
  return found;
}

function readPolicies(answer: unknown, path: string): readonly RetentionPolicy[] {
  const { entities } = (answer ?? {}) as { entities?: unknown };
  if (Array.isArray(entities)) return entities as RetentionPolicy[];
  throw new HttpError(path, 'answered without entities');
}

function compare(policy: RetentionPolicy, expectedDays: number): Discrepancy[] {
  if (policy.enabled === false) return [];
  const { name, actions, mediaPolicies = {} } = policy;
  const places: [string, Actions | undefined][] = [
    ['', actions],
    ...MEDIA.map((media): [string, Actions | undefined] => [
      ` for ${media.replace('Policy', '')}s`,
      mediaPolicies[media]?.actions,
    ]),
  ];
  return places.flatMap(([where, each]) => {
    const days = each?.retentionDuration?.deleteRetention?.days;
    if (typeof days !== 'number' || days === expectedDays) return [];
    const detail = `deletes${where} after ${days} days, and vendorRetentionDays is ${expectedDays}`;
    return [{ kind: 'retention-differs', key: `retention policy ${JSON.stringify(name)}`, detail }];
  });
}
