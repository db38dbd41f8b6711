import type { ClassTransition } from '../core/lifecycle/rule';

/** The month of the list prices. */
export const PRICES_MONTH = '2025-09';

/** The region of the list prices. Other regions cost up to half more, but the ratio between two schedules hardly changes. */
export const PRICES_REGION = 'us-east-1';

/**
 * US dollars per gigabyte and month, for the first 50 TB. Requests, retrievals, early deletion and replicas in another
 * region are not included; Intelligent-Tiering counts as its most expensive tier.
 *
 * @see Amazon S3 pricing, "Storage & requests"
 */
const PRICES: Readonly<Record<string, number>> = {
  STANDARD: 0.023,
  INTELLIGENT_TIERING: 0.023,
  STANDARD_IA: 0.0125,
  ONEZONE_IA: 0.01,
  GLACIER_IR: 0.004,
  GLACIER: 0.0036,
  DEEP_ARCHIVE: 0.00099,
};

const GIGABYTES = 1024;
const MONTH_DAYS = 365 / 12;

/**
 * US dollars per month for each terabyte that is recorded per month, once as much expires as is recorded.
 *
 * @param classes - storage classes by day, in order
 * @param days - the day on which the bytes are deleted
 * @returns undefined for a storage class without a known price
 */
export function monthlyCostOf(
  classes: readonly ClassTransition[],
  days: number,
): number | undefined {
  const costs = classes.map(({ storageClass, days: from }, index) => {
    const until = Math.min(classes[index + 1]?.days ?? days, days);
    const price = Object.hasOwn(PRICES, storageClass) ? PRICES[storageClass] : undefined;
    return price === undefined ? NaN : (Math.max(until - from, 0) / MONTH_DAYS) * price * GIGABYTES;
  });
  const sum = costs.reduce((total, cost) => total + cost, 0);
  return Number.isNaN(sum) ? undefined : Math.round(sum * 100) / 100;
}
