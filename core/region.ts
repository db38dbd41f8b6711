import { closest, distance } from 'fastest-levenshtein';
import { type Problem, problemIf } from './problem';

interface PartitionFacts {
  /** The form of its region codes. */
  readonly code: RegExp;
  /** The suffix of its host names. */
  readonly dnsSuffix: string;
  /** Its regions, as far as callvault knows them. */
  readonly regions: string;
}

/**
 * AWS partitions: parts of AWS with their own accounts, ARNs and host names. The beginning of a region's code decides
 * its partition; `aws` is last, because its codes have the most general form.
 *
 * @see botocore, `partitions.json`: `regionRegex` and `dnsSuffix` of each partition
 * @see AWS Regions and Availability Zones, "Available Regions"
 */
const PARTITIONS = {
  'aws-cn': {
    code: /^cn-[a-z]+-\d+$/,
    dnsSuffix: 'amazonaws.com.cn',
    regions: 'cn-north-1 cn-northwest-1',
  },
  'aws-us-gov': {
    code: /^us-gov-[a-z]+-\d+$/,
    dnsSuffix: 'amazonaws.com',
    regions: 'us-gov-east-1 us-gov-west-1',
  },
  'aws-eusc': {
    code: /^eusc-[a-z]{2}-[a-z]+-\d+$/,
    dnsSuffix: 'amazonaws.eu',
    regions: 'eusc-de-east-1',
  },
  'aws-iso': {
    code: /^us-iso-[a-z]+-\d+$/,
    dnsSuffix: 'c2s.ic.gov',
    regions: 'us-iso-east-1 us-iso-west-1',
  },
  'aws-iso-b': {
    code: /^us-isob-[a-z]+-\d+$/,
    dnsSuffix: 'sc2s.sgov.gov',
    regions: 'us-isob-east-1 us-isob-west-1',
  },
  'aws-iso-e': {
    code: /^eu-isoe-[a-z]+-\d+$/,
    dnsSuffix: 'cloud.adc-e.uk',
    regions: 'eu-isoe-west-1',
  },
  'aws-iso-f': {
    code: /^us-isof-[a-z]+-\d+$/,
    dnsSuffix: 'csp.hci.ic.gov',
    regions: 'us-isof-east-1 us-isof-south-1',
  },
  aws: {
    code: /^[a-z]{2}-[a-z]+-\d+$/,
    dnsSuffix: 'amazonaws.com',
    regions: `
      us-east-1 us-east-2 us-west-1 us-west-2 ca-central-1 ca-west-1 mx-central-1 sa-east-1
      eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
      af-south-1 il-central-1 me-central-1 me-south-1 ap-east-1 ap-east-2 ap-south-1 ap-south-2
      ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-southeast-1 ap-southeast-2 ap-southeast-3
      ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7`,
  },
} satisfies Record<string, PartitionFacts>;

/** The name of an AWS partition. */
export type Partition = keyof typeof PARTITIONS;

const ALL = Object.entries(PARTITIONS) as [Partition, PartitionFacts][];

/** An AWS region. */
export interface Region {
  /** Its code, e.g. `eu-central-1`. */
  readonly code: string;
  readonly partition: Partition;
  /** Whether callvault knows it; AWS adds regions. */
  readonly known: boolean;
}

/** The regions callvault knows, with their partitions. */
export const KNOWN_REGIONS: readonly Region[] = ALL.flatMap(([partition, { regions }]) =>
  regions
    .trim()
    .split(/\s+/)
    .map((code) => ({ code, partition, known: true })),
);

const isKnown = (code: string) => KNOWN_REGIONS.some((region) => region.code === code);

/** Parses a region's code; undefined for a text that does not have the form of one, or is nearly one of the others. */
export function tryParseRegion(code: string): Region | undefined {
  const partition = ALL.find(([, facts]) => facts.code.test(code))?.[0];
  const known = isKnown(code);
  if (!partition || (!known && tryCorrect(code) !== undefined)) return undefined;
  return { code, partition, known };
}

/** The middle of all regions' codes. */
const DIRECTIONS = 'central east north northeast northwest south southeast southwest west'.split(
  ' ',
);

const lettersOf = (text: string) => Array.from(text).sort().join();

/** How a region's code is meant that nearly has the words of the others; undefined for one that could be new. */
function tryCorrect(code: string): string | undefined {
  const [, area = '', direction = '', number = ''] = /^(.*)-([a-z]+)-(\d+)$/.exec(code) ?? [];
  const areas = KNOWN_REGIONS.map((each) => each.code.replace(/-[a-z]+-\d+$/, ''));
  const near = closest(direction, DIRECTIONS);
  const corrected = [
    areas.includes(area)
      ? area
      : (areas.find((each) => lettersOf(each) === lettersOf(area)) ?? area),
    distance(direction, near) <= 2 ? near : direction,
    number.replace(/^0+/, '').replace(/^(\d)\1+$/, '$1') || '1',
  ].join('-');
  return corrected === code ? undefined : corrected;
}

/** The partition of a region; undefined for a text that does not have the form of a region's code. */
export function tryFindPartition(code: string): Partition | undefined {
  return tryParseRegion(code)?.partition;
}

/**
 * The partition of a region.
 *
 * @throws Error for a text that does not have the form of a region's code: call {@link checkRegion} first
 */
export function findPartition(code: string): Partition {
  const partition = tryFindPartition(code);
  if (!partition) throw new Error(`${code} is not the code of an AWS region`);
  return partition;
}

/** The suffix of the host names of a region's services, e.g. `amazonaws.com`. */
export function dnsSuffix(region: string): string {
  return PARTITIONS[findPartition(region)].dnsSuffix;
}

/** Regions that AWS opened after the oldest versions of Terraform and of the AWS provider that callvault supports. */
const RECENT = [
  'ap-east-2',
  'ap-southeast-6',
  'ap-southeast-7',
  'eusc-de-east-1',
  'mx-central-1',
  'us-isob-west-1',
];

/**
 * Whether Terraform and the provider must not validate a region: callvault does not know it, or they may not.
 *
 * @see Terraform documentation, "Backend Type: s3", `skip_region_validation`: Terraform 1.11 refuses `ap-east-2`
 */
export function isRecentRegion(code: string): boolean {
  // The region of a removed replica is an expression.
  return RECENT.includes(code) || (!isKnown(code) && !code.includes('${'));
}

/**
 * The value of `kms:ViaService` when a service calls KMS on behalf of a principal, e.g. `s3.eu-central-1.amazonaws.com`.
 *
 * @see AWS KMS Developer Guide, "kms:ViaService"
 */
export function viaService(service: string, region: string): string {
  return `${service}.${region}.${dnsSuffix(region)}`;
}

/** The known region that a misspelt code was meant to be; undefined if that is not clear. */
export function tryFindMeantRegion(code: string): string | undefined {
  const plain = code.trim().toLowerCase();
  const meant = isKnown(plain) ? plain : tryCorrect(plain);
  return meant !== undefined && isKnown(meant) ? meant : undefined;
}

/** Refuses what is not a region's code, a misspelt one included, and warns of a region that callvault does not know. */
export function checkRegion(code: string): Problem[] {
  const region = tryParseRegion(code);
  if (!region) {
    const meant = tryFindMeantRegion(code);
    return [
      {
        rule: 'region-known',
        path: [],
        what: `${JSON.stringify(code)} is not the code of an AWS region${meant === undefined ? '' : `; did you mean ${meant}?`}`,
        fix: `Write the code of a region, such as ${meant ?? 'eu-central-1'}.`,
      },
    ];
  }
  return problemIf(!region.known, {
    rule: 'region-known',
    path: [],
    what: `callvault does not know the region ${code}, and assumes that it is in partition ${region.partition}`,
    fix: 'Check the spelling. If AWS has added the region, ignore this warning.',
    warning: true,
  });
}
