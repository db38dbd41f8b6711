import { findVendor } from '../../../config/resolve';
import type { Store } from '../../../store/store';
import { type Examined, redeploy } from '../examined';
import { type DoctorFinding, newFinding } from '../finding';
import { orDefault, whenObserved } from '../observed';

/** Whether the bucket exists in its region, and is private and versioned. */
export function checkBucket({ store, live }: Examined): readonly DoctorFinding[] {
  const { region, openTo, versioning, ownership } = live.bucket;
  if (region.kind === 'missing') {
    return [
      newFinding('bucket-missing', {
        what: `The account ${store.account} has no bucket ${store.bucketName}`,
        evidence: [`expected it in ${store.region}`],
        fix: redeploy(store),
      }),
    ];
  }
  return [
    ...whenObserved(region, (actual) => checkRegion(store, actual)),
    ...whenObserved(orDefault(openTo, ['all four blocks']), (off) => checkPublicAccess(store, off)),
    ...whenObserved(orDefault(versioning, 'never on'), (status) => checkVersioning(store, status)),
    ...whenObserved(orDefault(ownership, 'ObjectWriter'), (mode) => checkOwnership(store, mode)),
  ];
}

function checkRegion(store: Store, region: string): DoctorFinding[] {
  const { title } = store.profile;
  const elsewhere = newFinding('bucket-region', {
    what: `The bucket is in another region than the one ${title} was given; S3 answers with a redirect that ${title} need not follow`,
    evidence: [`${region}; expected ${store.region}`],
    fix: `Set stores.${store.name}.region: ${region} in the environment file and give ${title} that region; a bucket cannot be moved.`,
  });
  return [...(region === store.region ? [] : [elsewhere]), ...checkVendorRegion(store, region)];
}

/** The vendor's own rule, applied to the actual region. */
function checkVendorRegion(store: Store, region: string): DoctorFinding[] {
  return findVendor(store.settings.vendor)
    .check({ ...store, region })
    .filter(({ rule }) => rule === 'region-same-as-vendor')
    .map(({ what, fix }) =>
      newFinding('bucket-region-vendor', {
        what: `The bucket is in another region than ${store.profile.title}`,
        evidence: [what],
        fix,
      }),
    );
}

function checkPublicAccess({ bucketName }: Store, off: readonly string[]): DoctorFinding[] {
  if (off.length === 0) return [];
  return [
    newFinding('public-access-block', {
      what: `The bucket ${bucketName} does not block public access`,
      evidence: off.map((block) => `${block} is off`),
      fix: `aws s3api put-public-access-block --bucket ${bucketName} --public-access-block-configuration BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true`,
    }),
  ];
}

function checkVersioning({ bucketName }: Store, status: string): DoctorFinding[] {
  if (status === 'Enabled') return [];
  return [
    newFinding('versioning-off', {
      what: `The bucket ${bucketName} keeps no old versions: replaced and deleted recordings are lost at once`,
      evidence: [`versioning: ${status}; expected Enabled`],
      fix: `aws s3api put-bucket-versioning --bucket ${bucketName} --versioning-configuration Status=Enabled`,
    }),
  ];
}

const OWNERSHIP = 'BucketOwnerEnforced';

/** @see Amazon S3 User Guide, "Controlling ownership of objects": otherwise the writer owns what it writes */
function checkOwnership({ bucketName }: Store, ownership: string): DoctorFinding[] {
  if (ownership === OWNERSHIP) return [];
  return [
    newFinding('bucket-ownership', {
      what: `The bucket ${bucketName} allows ACLs, which can open a recording to others`,
      evidence: [`object ownership: ${ownership}; expected ${OWNERSHIP}`],
      fix: `aws s3api put-bucket-ownership-controls --bucket ${bucketName} --ownership-controls 'Rules=[{ObjectOwnership=${OWNERSHIP}}]'`,
    }),
  ];
}
