import { S3Client } from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { type DoctorFinding, finding, type DoctorFindingId, type Link } from './finding';
import type { Live } from './live';
import { valueOf } from './seen';
import { type Attempt, TestObject } from './test-object';
import { uploadsOf } from './uploads';
import { comeIn } from './vendor-credentials';

/** What {@link probe} is told. */
export interface ProbeOptions {
  /** What is deployed. */
  readonly live: Live;
  /** A client in the bucket's region, with the credentials of whoever runs doctor. */
  readonly s3: S3Client;
  /** How AWS is reached. */
  readonly settings: ClientSettings;
  /** An endpoint at which whoever comes is taken for the vendor. @default - there is none: AWS itself has none */
  readonly asVendor?: string | undefined;
  /** Whether to write where what is written cannot be removed. */
  readonly write: boolean;
  /** Now; part of the test object's key. */
  readonly now: Date;
}

/** What acting as the vendor showed. */
export interface Probed {
  /** What was tried, in order. */
  readonly attempts: readonly Attempt[];
  /** What went otherwise than it should. */
  readonly findings: readonly DoctorFinding[];
  /** What could not be tried, and what is left behind. */
  readonly notes: readonly string[];
}

/** Acts as the vendor would, as far as that is possible, and clears away what it wrote. */
export async function probe(store: Store, options: ProbeOptions): Promise<Probed> {
  const why = whyNot(store, options);
  if (why !== undefined) return { attempts: [], findings: [], notes: [why] };
  const { live, settings, asVendor } = options;
  const vendorSettings = { ...settings, ...(asVendor !== undefined && { endpoint: asVendor }) };
  const came = await comeIn(store, live, {
    ...{ asVendor: asVendor !== undefined, settings: vendorSettings },
  });
  if (came.kind === 'unknown') {
    return { attempts: [], findings: [], notes: [`Nothing was written: ${came.why}.`] };
  }
  const does = 'take on the role with the external id';
  if (came.kind === 'refused') {
    const attempt: Attempt = { does, expected: 'allowed', was: 'refused', answer: came.answer };
    return { attempts: [attempt], findings: [notTaken(store, came.answer)], notes: [] };
  }
  const region = valueOf(live.bucket.region) ?? store.region;
  const vendor = new S3Client({
    ...{ ...vendorSettings, region, credentials: came.credentials },
    // Most uploaders send no checksum of their own accord; TestObject adds one where the lock wants it.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const object = new TestObject(store, { vendor, operator: options.s3 }, options.now);
  return write(store, { object, how: came.how, options });
}

/** Nothing is written where it could not be removed, or where there is nothing to write to. */
function whyNot(store: Store, { live, write: wanted }: ProbeOptions): string | undefined {
  if (live.bucket.region.kind !== 'value') return 'Nothing was written: the bucket was not seen.';
  const modes = [valueOf(live.bucket.lock)?.mode, store.settings.objectLock?.mode];
  if (wanted || !modes.includes('compliance')) return undefined;
  return 'Nothing was written: under Object Lock in compliance mode nobody could remove a test object before its time. --write does it all the same.';
}

interface Writing {
  readonly object: TestObject;
  readonly how: string;
  readonly options: ProbeOptions;
}

async function write(store: Store, { object, how, options }: Writing): Promise<Probed> {
  const attempts: Attempt[] = [];
  const findings: DoctorFinding[] = [];
  let left: string | undefined;
  try {
    for (const upload of uploadsOf(store, options.live.key?.arn)) {
      const { attempt, encryptedWith } = await object.put(upload);
      attempts.push(attempt);
      if (attempt.was === 'refused' || !upload.ownKey) continue;
      findings.push(...checkKeyUsed(attempt, encryptedWith, options.live.key?.arn));
    }
    if (object.written) attempts.push(await object.head());
  } finally {
    left = await object.remove();
  }
  const outside = store.network !== undefined && options.asVendor === undefined;
  const told = attempts.filter((attempt) => !(outside && isRefusal(attempt)));
  return {
    attempts,
    findings: [...told.flatMap((attempt) => judge(store, attempt)), ...findings],
    notes: [
      `callvault ${how}.`,
      ...(told.length < attempts.length ? [offNetwork(store)] : []),
      ...remains(store, object, left),
    ],
  };
}

const isRefusal = ({ expected, was }: Attempt) => expected === 'allowed' && was === 'refused';

function offNetwork({ profile }: Store): string {
  return `What was refused says nothing: sourceIp lets in only the network of ${profile.title}, which this may not be.`;
}

function remains(store: Store, { key, written }: TestObject, left: string | undefined): string[] {
  if (!written) return [];
  const at = `s3://${store.bucketName}/${key}`;
  const { replica } = store;
  return [
    left === undefined
      ? `The test object ${at} is removed.`
      : `The test object ${at} remains, because of ${left} An administrator can remove its versions (aws s3api list-object-versions, delete-object); the lifecycle does by itself.`,
    ...(replica
      ? [`A copy of it may be in ${replica.bucketName}, until the lifecycle there removes it.`]
      : []),
  ];
}

function judge(store: Store, attempt: Attempt): DoctorFinding[] {
  const { does, expected, was, answer = '' } = attempt;
  if (expected === was) return [];
  // What somebody else may not see says nothing of what the vendor wrote; that it is not there does.
  if (attempt.inPlace && !/^(NotFound|NoSuchKey)\b/.test(answer)) return [];
  const evidence = [`${does}: ${was}${answer === '' ? '' : `, ${answer}`}`];
  const { title } = store.profile;
  if (was === 'allowed') {
    return [
      finding('upload-taken', {
        what: `The bucket takes an upload that ${title} should not be able to make`,
        evidence,
        fix: `Look for a missing Deny with npx callvault explain ${store.id}, and deploy.`,
      }),
    ];
  }
  const { id, link } = kindOf(does, answer);
  return [
    finding(id, {
      what: `${title} is refused: ${does}`,
      evidence,
      fix: `Nothing that was compared explains it: look for a policy of the organization (SCP, RCP), for a session policy, and at CloudTrail's events of ${store.principalName}.`,
      ...(link && { link }),
    }),
  ];
}

/** @see Amazon S3 API Reference, "Error responses": what S3 passes on from KMS begins with its name */
function kindOf(does: string, answer: string): { id: DoctorFindingId; link?: Link } {
  if (/^(InvalidAccessKeyId|SignatureDoesNotMatch)\b/.test(answer)) {
    return { id: 'access-key-refused' };
  }
  if (does.startsWith('look')) return { id: 'upload-not-seen' };
  return { id: 'upload-refused', ...(/^KMS\.|kms:/.test(answer) && { link: 'key' }) };
}

function checkKeyUsed({ does }: Attempt, used = 'nothing', expected = ''): DoctorFinding[] {
  if (used === expected) return [];
  return [
    finding('upload-other-key', {
      what: `An upload is encrypted with another key than the store's: ${does}`,
      evidence: [`${used}; expected ${expected}`],
      fix: 'Set the default encryption of the bucket to the key of the store: npx cdktf deploy does.',
    }),
  ];
}

function notTaken(store: Store, answer: string): DoctorFinding {
  return finding('role-not-taken', {
    what: `${store.profile.title} cannot take on the role ${store.principalName}`,
    evidence: [answer],
    fix: 'Nothing that was compared explains it: look for a policy of the organization (SCP, RCP), and at CloudTrail’s AssumeRole events.',
  });
}
