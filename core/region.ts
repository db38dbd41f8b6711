import { closest } from 'fastest-levenshtein';
import type { Problem } from './problem';

/** An AWS partition: a part of AWS with its own accounts, ARNs and host names. */
export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov' | 'aws-eusc';

/**
 * The regions callvault knows, by partition.
 *
 * @see AWS Regions and Availability Zones, "Available Regions"; Genesys Cloud also runs in
 *   eusc-de-east-1 of the European Sovereign Cloud, which is a partition of its own
 */
export const REGIONS: Readonly<Record<Partition, readonly string[]>> = {
  aws: [
    ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1'],
    ...['mx-central-1', 'sa-east-1'],
    ...['eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
    ...['eu-west-1', 'eu-west-2', 'eu-west-3'],
    ...['af-south-1', 'il-central-1', 'me-central-1', 'me-south-1'],
    ...['ap-east-1', 'ap-east-2', 'ap-south-1', 'ap-south-2'],
    ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
    ...['ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3', 'ap-southeast-4'],
    ...['ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7'],
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
  'aws-eusc': ['eusc-de-east-1'],
};

/** @see AWS General Reference, "Service endpoints"; the suffix is the partition's */
const DNS_SUFFIX: Readonly<Record<Partition, string>> = {
  aws: 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-us-gov': 'amazonaws.com',
  'aws-eusc': 'amazonaws.eu',
};

const PARTITIONS = Object.keys(REGIONS) as Partition[];

/** The partition a region belongs to, or undefined for a region callvault does not know. */
export function tryFindPartition(region: string): Partition | undefined {
  return PARTITIONS.find((partition) => REGIONS[partition].includes(region));
}

/**
 * The partition a region belongs to.
 *
 * @throws Error for an unknown region: call {@link checkRegion} first
 */
export function findPartition(region: string): Partition {
  const partition = tryFindPartition(region);
  if (!partition) throw new Error(`${region} is in no partition callvault knows`);
  return partition;
}

/** The host name suffix of a region's services, e.g. `amazonaws.com`. */
export function dnsSuffix(region: string): string {
  return DNS_SUFFIX[findPartition(region)];
}

/**
 * The value of `kms:ViaService` when a service calls KMS for somebody, e.g.
 * `s3.eu-central-1.amazonaws.com`.
 *
 * @see AWS KMS Developer Guide, "kms:ViaService"
 */
export function viaService(service: string, region: string): string {
  return `${service}.${region}.${dnsSuffix(region)}`;
}

/** Refuses a region that does not exist, and offers the nearest that does. */
export function checkRegion(region: string): Problem[] {
  if (tryFindPartition(region)) return [];
  const nearest = closest(region.toLowerCase(), Object.values(REGIONS).flat());
  return [
    {
      rule: 'region-known',
      path: [],
      what: `${JSON.stringify(region)} is no AWS region`,
      fix: `Write the region's code; the nearest is ${nearest}.`,
    },
  ];
}
