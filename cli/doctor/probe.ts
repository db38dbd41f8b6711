import { S3Client } from '@aws-sdk/client-s3';
import { tryFindDenier } from '../../core/denial';
import type { Link } from '../../core/links';
import type { Store } from '../../store/store';
import type { ClientSettings } from '../deployer';
import { deniedAttempt, mergeDenials } from './denial';
import { type DoctorFinding, type DoctorFindingId, newFinding } from './finding';
import type { Live } from './live';
import { observedValue } from './observed';
import { type Attempt, TestObject } from './test-object';
import { largeUpload, mayUploadParts, type Upload, uploadsOf } from './uploads';
import { assumeVendor } from './vendor-access';

/** How {@link probe} works. */
export interface ProbeOptions {
  readonly live: Live;
  /** A client in the bucket's region, with the credentials that doctor runs with. */
  readonly s3: S3Client;
  readonly settings: ClientSettings;
  /** An endpoint of a local AWS that takes every caller for the vendor. @default - none, as on AWS */
  readonly asVendor?: string | undefined;
  /** Whether to write a test object that cannot be removed. */
  readonly write: boolean;
  /** Whether to upload 6 MiB in one request and in parts, too. @default false */
  readonly large?: boolean | undefined;
  /** Part of the test object's key. */
  readonly now: Date;
}

/** What acting as the vendor showed. */
export interface ProbeResult {
  /** In the order in which they were tried. */
  readonly attempts: readonly Attempt[];
  /** Unexpected outcomes. */
  readonly findings: readonly DoctorFinding[];
  /** What could not be tried, and what was left in the bucket. */
  readonly notes: readonly string[];
}

/** Acts as the vendor, as far as possible, and removes what it wrote. */
export async function probe(store: Store, options: ProbeOptions): Promise<ProbeResult> {
  const { live, settings, asVendor } = options;
  const obstacle = findObstacle(store, options);
  if (obstacle !== undefined) return nothingWritten(obstacle);
  const vendorSettings = { ...settings, ...(asVendor !== undefined && { endpoint: asVendor }) };
  const access = await assumeVendor(store, live, {
    asVendor: asVendor !== undefined,
    settings: vendorSettings,
  });
  if (access.kind === 'unknown') return nothingWritten(`${access.why}.`);
  if (access.kind === 'refused') return roleRefused(store, access.answer);
  const vendor = new S3Client({
    ...vendorSettings,
    region: observedValue(live.bucket.region) ?? store.region,
    credentials: access.credentials,
    // Most uploaders send no checksum by themselves; TestObject adds one where Object Lock requires it.
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const lockMode = observedValue(live.bucket.lock)?.mode ?? store.settings.objectLock?.mode;
  const clients = { vendor, operator: options.s3 };
  const object = new TestObject(store, clients, { now: options.now, lockMode });
  return write(store, { object, how: access.how, options });
}

const nothingWritten = (why: string): ProbeResult => ({
  attempts: [],
  findings: [],
  notes: [`Nothing was written: ${why}`],
});

/** Nothing is written where it could not be removed, or where the bucket is unknown. */
function findObstacle(store: Store, { live, write: wanted }: ProbeOptions): string | undefined {
  if (store.settings.retire) return 'the store is retired, and nothing may be written to it.';
  if (live.bucket.region.kind === 'missing') return 'the bucket was not found.';
  if (live.bucket.region.kind === 'refused') return 'AWS does not show the bucket.';
  const modes = [observedValue(live.bucket.lock)?.mode, store.settings.objectLock?.mode];
  if (wanted || !modes.includes('compliance')) return undefined;
  return 'in the compliance mode of Object Lock no user can remove a test object before its retention ends. Use --write to write it anyway.';
}

interface Writing {
  readonly object: TestObject;
  readonly how: string;
  readonly options: ProbeOptions;
}

async function write(store: Store, { object, how, options }: Writing): Promise<ProbeResult> {
  let tried: Pick<ProbeResult, 'attempts' | 'findings'>;
  let refusal: string | undefined;
  try {
    tried = await upload(store, object, options);
  } finally {
    refusal = await object.remove();
  }
  const { attempts, findings } = tried;
  const outside = store.network !== undefined && options.asVendor === undefined;
  const conclusive = attempts.filter((each) => !(outside && isUnexpectedRefusal(each)));
  return {
    attempts,
    findings: [...mergeDenials(conclusive.flatMap((each) => interpret(store, each))), ...findings],
    notes: [
      `callvault ${how}.`,
      ...(conclusive.length < attempts.length ? [offNetwork(store)] : []),
      ...(options.large === true && !mayUploadParts(store) ? [noParts(store)] : []),
      ...describeRemains(store, object, refusal),
    ],
  };
}

/** Uploads the test object in every way, and looks at it. */
async function upload(
  store: Store,
  object: TestObject,
  { live, large = false }: ProbeOptions,
): Promise<Pick<ProbeResult, 'attempts' | 'findings'>> {
  const attempts: Attempt[] = [];
  const findings: DoctorFinding[] = [];
  const put = async (one: Upload) => {
    const { attempt, encryptedWith } = await object.put(one);
    attempts.push(attempt);
    if (attempt.outcome === 'refused' || !one.ownKey) return;
    findings.push(...checkKeyUsed(attempt, encryptedWith, live.key?.arn));
  };
  for (const one of uploadsOf(store, live.key?.arn)) await put(one);
  if (large && object.written) {
    // A locked version of this size might remain.
    if (!object.locked) await put(largeUpload(store));
    if (mayUploadParts(store)) attempts.push(await object.putInParts());
  }
  if (object.written) attempts.push(await object.head());
  return { attempts, findings };
}

function noParts({ profile }: Store): string {
  return `An upload in parts was not tried: it needs kms:Decrypt, which ${profile.title} does not have.`;
}

const isUnexpectedRefusal = ({ expected, outcome }: Attempt) =>
  expected === 'allowed' && outcome === 'refused';

function offNetwork({ profile }: Store): string {
  return `The refusals prove nothing: sourceIp allows requests only from the network of ${profile.title}, and this computer may be outside it.`;
}

function describeRemains(
  { bucketName, replica }: Store,
  { key, written }: TestObject,
  refusal: string | undefined,
): string[] {
  if (!written) return [];
  const at = `s3://${bucketName}/${key}`;
  return [
    refusal === undefined
      ? `The test object ${at} was removed.`
      : `The test object ${at} remains, because of ${refusal} An administrator can remove its versions (aws s3api list-object-versions, delete-object); otherwise the lifecycle removes it.`,
    ...(replica
      ? [`A copy of it may be in ${replica.bucketName} until the lifecycle removes it there.`]
      : []),
  ];
}

const LOOK_ELSEWHERE =
  'The comparison does not explain it: look for a policy of the organization (SCP, RCP)';

function interpret(store: Store, attempt: Attempt): DoctorFinding[] {
  const { action, expected, outcome, answer = '', byOperator } = attempt;
  if (expected === outcome) return [];
  // If your credentials may not see the object, that says nothing about the vendor's upload; that it is missing does.
  if (byOperator && !/^(NotFound|NoSuchKey)\b/.test(answer)) return [];
  const evidence = [`${action}: ${outcome}${answer === '' ? '' : `, ${answer}`}`];
  const { title } = store.profile;
  if (outcome === 'allowed') {
    return [
      newFinding('upload-taken', {
        what: `The bucket accepts an upload that ${title} should not be able to make`,
        evidence,
        fix: `Look for a missing Deny with npx callvault explain ${store.id}, and deploy.`,
      }),
    ];
  }
  const denier = tryFindDenier(answer);
  if (denier !== undefined) return [deniedAttempt(store, denier, evidence)];
  const { id, link } = kindOf(action, answer);
  return [
    newFinding(id, {
      what: `${title} is refused: ${action}`,
      evidence,
      fix: `${LOOK_ELSEWHERE}, for a session policy, and at CloudTrail's events of ${store.principalName}.`,
      ...(link && { link }),
    }),
  ];
}

/** @see Amazon S3 API Reference, "Error responses": errors that S3 passes on from KMS begin with its name */
function kindOf(action: string, answer: string): { id: DoctorFindingId; link?: Link } {
  if (/^(InvalidAccessKeyId|SignatureDoesNotMatch)\b/.test(answer)) {
    return { id: 'access-key-refused' };
  }
  if (action.startsWith('look')) return { id: 'upload-not-seen' };
  return { id: 'upload-refused', ...(/^KMS\.|kms:/.test(answer) && { link: 'key' }) };
}

function checkKeyUsed({ action }: Attempt, used = 'nothing', expected = ''): DoctorFinding[] {
  if (used === expected) return [];
  return [
    newFinding('upload-other-key', {
      what: `An upload is encrypted with another key than the store's: ${action}`,
      evidence: [`${used}; expected ${expected}`],
      fix: 'Set the default encryption of the bucket to the key of the store: npx cdktf deploy does.',
    }),
  ];
}

function roleRefused({ profile, principalName }: Store, answer: string): ProbeResult {
  return {
    attempts: [
      {
        action: 'assume the role with the external id',
        expected: 'allowed',
        outcome: 'refused',
        answer,
      },
    ],
    findings: [
      newFinding('role-not-taken', {
        what: `${profile.title} cannot assume the role ${principalName}`,
        evidence: [answer],
        fix: `${LOOK_ELSEWHERE}, and at CloudTrail’s AssumeRole events.`,
      }),
    ],
    notes: [],
  };
}
