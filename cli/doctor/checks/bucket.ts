import { findVendor } from '../../../config/resolve';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, finding } from '../finding';
import { whenSeen } from '../seen';

/** Where the bucket stands, and whether it is closed and versioned. */
export function checkBucket({ store, live }: Examined): readonly DoctorFinding[] {
  const { bucket } = live;
  if (bucket.region.kind === 'missing') {
    return [
      finding('bucket-missing', {
        what: `There is no bucket ${store.bucketName} of account ${store.account}`,
        evidence: [`expected it in ${store.region}`],
        fix: redeploy(store),
      }),
    ];
  }
  return [
    ...whenSeen(bucket.region, (region) => checkRegion(store, region)),
    ...checkPublicAccess(store, bucket.openTo),
    ...checkVersioning(store, bucket.versioning),
    ...checkOwnership(store, bucket.ownership),
  ];
}

function checkRegion(store: Store, region: string): DoctorFinding[] {
  const { title } = store.profile;
  const elsewhere = finding('bucket-region', {
    what: `The bucket stands in another region than the one ${title} was given, which S3 answers with a redirect it need not follow`,
    evidence: [`${region}; expected ${store.region}`],
    fix: `Set stores.${store.name}.region: ${region} in the environment file and give ${title} that region; a bucket cannot be moved.`,
  });
  return [...(region === store.region ? [] : [elsewhere]), ...checkVendorRegion(store, region)];
}

/** The vendor's own rule, held against where the bucket really is. */
function checkVendorRegion(store: Store, region: string): DoctorFinding[] {
  return findVendor(store.settings.vendor)
    .check({ ...store, region })
    .filter(({ rule }) => rule === 'region-same-as-vendor')
    .map(({ what, fix }) =>
      finding('bucket-region-vendor', {
        what: `The bucket stands in another region than ${store.profile.title}`,
        evidence: [what],
        fix,
      }),
    );
}

function checkPublicAccess(store: Store, openTo: Examined['live']['bucket']['openTo']) {
  const open = openTo.kind === 'missing' ? ['all four blocks'] : undefined;
  const said = (off: readonly string[]) =>
    finding('public-access-block', {
      what: `Public access to the bucket ${store.bucketName} is not blocked`,
      evidence: off.map((block) => `${block} is off`),
      fix: `aws s3api put-public-access-block --bucket ${store.bucketName} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    });
  if (open) return [said(open)];
  return whenSeen(openTo, (off) => (off.length === 0 ? [] : [said(off)]));
}

function checkVersioning(store: Store, seen: Examined['live']['bucket']['versioning']) {
  const said = (status: string) =>
    finding('versioning-off', {
      what: `The bucket ${store.bucketName} keeps no old versions: what is replaced or deleted is gone at once`,
      evidence: [`versioning: ${status}; expected Enabled`],
      fix: `aws s3api put-bucket-versioning --bucket ${store.bucketName} --versioning-configuration Status=Enabled`,
    });
  if (seen.kind === 'missing') return [said('never on')];
  return whenSeen(seen, (status) => (status === 'Enabled' ? [] : [said(status)]));
}

const OWNERSHIP = 'BucketOwnerEnforced';

/** @see Amazon S3 User Guide, "Controlling ownership of objects": the writer would own what it writes */
function checkOwnership(store: Store, seen: Examined['live']['bucket']['ownership']) {
  const said = (ownership: string) =>
    finding('bucket-ownership', {
      what: `The bucket ${store.bucketName} takes access lists (ACLs), with which a recording can be opened to others`,
      evidence: [`object ownership: ${ownership}; expected ${OWNERSHIP}`],
      fix: `aws s3api put-bucket-ownership-controls --bucket ${store.bucketName} --ownership-controls 'Rules=[{ObjectOwnership=${OWNERSHIP}}]'`,
    });
  if (seen.kind === 'missing') return [said('ObjectWriter')];
  return whenSeen(seen, (ownership) => (ownership === OWNERSHIP ? [] : [said(ownership)]));
}
