import { dnsSuffix } from '../../core/region';

/**
 * Regions whose buckets also answer on `bucket.s3-region.amazonaws.com`, the form of Twilio's guide.
 * Newer regions only support the form with a dot.
 *
 * @see Amazon S3 User Guide, "Virtual hosting of buckets", on legacy dash Region endpoints
 */
const DASH_REGIONS =
  /^(?:us-(?:east|west)-[12]|ca-central-1|sa-east-1|eu-west-[123]|eu-central-1|ap-northeast-[123]|ap-southeast-[12]|ap-south-1)$/;

const SEPARATORS = { dash: '-', dot: '.' };

/** What separates `s3` from the region in a bucket's host name. */
export type UrlForm = keyof typeof SEPARATORS;

/** The parts of a bucket's URL. */
export interface S3UrlParts {
  readonly bucketName: string;
  readonly region: string;
  /** Folder with a slash at the end, or empty. */
  readonly prefix: string;
  /** @default - dash where the region supports it, as in the guide; otherwise dot */
  readonly form?: UrlForm;
}

/**
 * The URL that is entered at Twilio: the bucket's virtual host and the folder of the user's policy.
 *
 * @see Twilio guide, step 1, "Get the AWS S3 Bucket URL"
 */
export function s3Url({ bucketName, region, prefix, form }: S3UrlParts): string {
  const { [form ?? (DASH_REGIONS.test(region) ? 'dash' : 'dot')]: separator } = SEPARATORS;
  return `https://${bucketName}.s3${separator}${region}.${dnsSuffix(region)}/${prefix}`;
}

/**
 * The bucket of an S3 URL, in any form that a person may have entered; undefined when it is none.
 *
 * @see Amazon S3 User Guide, "Virtual hosting of buckets": in the host name, or first in the path
 */
export function tryFindBucket(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  const [, bucket] = /^(.+?)\.s3[.-]/.exec(hostname) ?? [];
  return bucket ?? (/^s3[.-]/.test(hostname) ? pathname.split('/')[1] : undefined);
}
