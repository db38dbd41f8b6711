/** The place of a bucket that is read. */
export interface BucketPlace {
  readonly name: string;
  readonly region: string;
  readonly account: string;
}
