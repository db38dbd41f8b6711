import { merge } from 'fast-cidr-tools';
import * as ipaddr from 'ipaddr.js';
import * as z from 'zod';
import { type Problem, RefusedError, renderPath } from '../../core/problem';

/** The parts of a feed that callvault reads. */
const feed = z.object({
  entities: z.array(
    z.object({
      cidr: z.string().refine((text) => ipaddr.isValidCIDR(text)),
      service: z.string().optional(),
      region: z.string().optional(),
      /** From the vendor's point of view. */
      direction: z.string().optional(),
    }),
  ),
});

/** An address range that a vendor publishes. */
export type PublishedRange = z.infer<typeof feed>['entities'][number];

/** Selects the published ranges that a store is written to from. */
export interface RangeFilter {
  /** The vendor's region; an entry without one applies to all. @default - any */
  readonly region?: string | undefined;
  /** The vendor's services. @default - all */
  readonly services?: readonly string[] | undefined;
}

/**
 * The entries of a feed.
 *
 * @param from - where the feed comes from, for the error
 * @throws RefusedError when it is not a feed
 */
export function parseFeed(json: unknown, from: string): readonly PublishedRange[] {
  const { data, error } = feed.safeParse(json);
  if (data) return data.entities;
  const place = renderPath((error.issues[0]?.path ?? []) as Problem['path']);
  throw refused(
    'ranges-feed',
    `${from} has no entities with a cidr each${place === '' ? '' : `: ${place} is not as expected`}`,
    "Save the answer of the vendor's API unchanged.",
  );
}

/**
 * The ranges that the vendor's requests come from, merged as far as possible.
 *
 * @throws RefusedError when none applies: an empty list would deny every upload
 */
export function applicableRanges(
  published: readonly PublishedRange[],
  filter: RangeFilter,
): string[] {
  const applicable = published.filter((range) => applies(range, filter));
  if (applicable.length > 0) return merge(applicable.map(({ cidr }) => cidr));
  const { region, services: wanted } = filter;
  const services = [...new Set(published.flatMap(({ service }) => service ?? []))].sort();
  throw refused(
    'ranges-none-apply',
    `none of the ${published.length} published ranges is outbound${region === undefined ? '' : ` in ${region}`}${wanted ? ` of ${wanted.join(', ')}` : ''}`,
    `Check the feed; it names these services: ${services.join(', ') || 'none'}.`,
  );
}

function applies({ direction, region, service }: PublishedRange, filter: RangeFilter): boolean {
  const outbound = direction === undefined || /^(outbound|both)$/i.test(direction);
  const inRegion =
    filter.region === undefined ||
    region === undefined ||
    /^global$/i.test(region) ||
    region.toLowerCase() === filter.region;
  const wanted = filter.services === undefined || filter.services.includes(service ?? '');
  return outbound && inRegion && wanted;
}

function refused(rule: string, what: string, fix: string): RefusedError {
  return new RefusedError([{ rule, path: [], what, fix }]);
}
