import { dnsSuffix } from '../../core/region';

/**
 * Regions whose buckets also answer on `bucket.s3-region.amazonaws.com`, the form of Twilio's guide.
 * Newer regions only know the form with a dot.
 *
 * @see Amazon S3 User Guide, "Virtual hosting of buckets", on legacy dash Region endpoints
 */
const DASH_REGIONS = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'sa-east-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3'],
  ...['ap-southeast-1', 'ap-southeast-2', 'ap-south-1'],
];

/** How the region stands in a bucket's host name. */
export type UrlForm = 'dash' | 'dot';

/** What a bucket's URL is made of. */
export interface S3UrlParts {
  /** Name of the bucket. */
  readonly bucketName: string;
  /** Region of the bucket. */
  readonly region: string;
  /** Folder with a slash at the end, or empty. */
  readonly prefix: string;
  /** @default - dash where the region knows it, as in the guide; otherwise dot */
  readonly form?: UrlForm;
}

/**
 * The URL Twilio is given: the bucket's virtual host and the folder of the user's policy.
 *
 * @see Twilio guide, step 1, "Get the AWS S3 Bucket URL"
 */
export function s3Url({ bucketName, region, prefix, form }: S3UrlParts): string {
  const separator =
    (form ?? (DASH_REGIONS.includes(region) ? 'dash' : 'dot')) === 'dash' ? '-' : '.';
  return `https://${bucketName}.s3${separator}${region}.${dnsSuffix(region)}/${prefix}`;
}
