import { merge } from 'fast-cidr-tools';
import * as z from 'zod';
import { type Problem, RefusedError } from '../../core/problem';

/**
 * What the feed says; callvault reads nothing else of it.
 *
 * @see Genesys Cloud Platform API, `GET /api/v2/ipranges`: `entities[]` with `cidr`, `service`,
 *   `region` and `direction`, the last as Genesys sees it
 */
const feed = z.object({
  entities: z.array(
    z.object({
      cidr: z.string(),
      service: z.string().optional(),
      region: z.string().optional(),
      direction: z.string().optional(),
    }),
  ),
});

/** An address range that a vendor publishes. */
export type PublishedRange = z.infer<typeof feed>['entities'][number];

/** Which of the published ranges a store is written to from. */
export interface RangeFilter {
  /** The vendor's region; an entry that names none is of all. @default - any */
  readonly region?: string | undefined;
  /** The vendor's services. @default - all */
  readonly services?: readonly string[] | undefined;
}

/**
 * The entries of a feed.
 *
 * @param from - where it comes from, for the error
 * @throws RefusedError when it is none
 */
export function parseFeed(json: unknown, from: string): readonly PublishedRange[] {
  const { data } = feed.safeParse(json);
  if (data) return data.entities;
  throw refused(
    'ranges-feed',
    `${from} has no entities with a cidr each`,
    'Save the answer of GET /api/v2/ipranges as it is.',
  );
}

/**
 * The ranges the vendor's requests come from, merged as far as they can be.
 *
 * @throws RefusedError when none applies: an empty list would refuse every upload
 */
export function applicableRanges(
  published: readonly PublishedRange[],
  filter: RangeFilter,
): string[] {
  const applicable = published.filter((range) => applies(range, filter));
  if (applicable.length > 0) return merge(applicable.map(({ cidr }) => cidr));
  const services = [...new Set(published.flatMap(({ service }) => service ?? []))].sort();
  throw refused(
    'ranges-none-apply',
    `none of ${published.length} published ranges is outbound${filter.region === undefined ? '' : ` in ${filter.region}`}${filter.services ? ` of ${filter.services.join(', ')}` : ''}`,
    `Look at the feed; its services are: ${services.join(', ') || 'not named'}.`,
  );
}

function applies({ direction, region, service }: PublishedRange, filter: RangeFilter): boolean {
  const outbound = direction === undefined || /^(outbound|both)$/i.test(direction);
  const there =
    filter.region === undefined ||
    region === undefined ||
    /^global$/i.test(region) ||
    region.toLowerCase() === filter.region;
  const wanted = filter.services === undefined || filter.services.includes(service ?? '');
  return outbound && there && wanted;
}

function refused(rule: string, what: string, fix: string): RefusedError {
  const problem: Problem = { rule, path: [], what, fix };
  return new RefusedError([problem]);
}
