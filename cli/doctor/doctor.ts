import type { S3Client } from '@aws-sdk/client-s3';
import { type Environment, tryFindBoundaryArn } from '../../config/environment';
import { findVendor } from '../../config/resolve';
import type { Store } from '../../store/store';
import { asDeployer, type ClientSettings } from '../deployer';
import { AwsRefusedError } from '../exit';
import type { FoundStore } from '../find-store';
import type { VendorAnswer } from './ask-vendor';
import { compareDeployed } from './checks';
import { isExplicitDeny } from './checks/refused';
import { expectedOf } from './expected';
import { type DoctorFinding, newFinding, sortFindings, withGuide } from './finding';
import { type Live, readLive } from './live';
import { countObserved, refusals } from './observed';
import { probe, type ProbeResult } from './probe';
import type { Attempt } from './test-object';

/** How {@link examine} works. */
export interface DoctorOptions {
  /** Whether to act as the vendor. @default - only read */
  readonly probe?: {
    /** Whether to write a test object that cannot be removed. */
    readonly write: boolean;
    /** Whether to upload 6 MiB in one request and in parts, too. @default false */
    readonly large?: boolean;
    /** An endpoint of a local AWS that takes every caller for the vendor. @default - none */
    readonly asVendor?: string | undefined;
  };
  /** Asks the vendor's API. @default - it is not asked */
  readonly askVendor?: (live: Live) => Promise<VendorAnswer>;
  readonly now: Date;
  /** Reports what doctor is doing. */
  readonly onProgress?: (what: string) => void;
}

/** Everything found out about a store, with the keys that `--json` prints. */
export interface Diagnosis {
  /** Id of the stack. */
  readonly stack: string;
  /** Those that stop the vendor come first. */
  readonly findings: readonly DoctorFinding[];
  /** What was tried as the vendor. */
  readonly attempts: readonly PrintedAttempt[];
  /** What could not be tried, and what was left in the bucket. */
  readonly notes: readonly string[];
}

/** An attempt with the keys that `--json` prints. */
export interface PrintedAttempt extends Pick<Attempt, 'expected' | 'answer'> {
  /** The action, e.g. `upload, AES256`. */
  readonly does: string;
  /** Its outcome. */
  readonly was: Attempt['outcome'];
  /** Set when your credentials did it, because the vendor may not. */
  readonly inPlace?: true;
}

/** What is deployed for a store. */
export interface Inspection {
  readonly live: Live;
  /** A client for the region of the bucket. */
  readonly s3: S3Client;
  readonly settings: ClientSettings;
  /** The differences from the environment file. */
  readonly compared: readonly DoctorFinding[];
}

/**
 * Reads what is deployed for a store, and compares it with the environment file. Changes nothing.
 *
 * @throws AwsRefusedError without credentials of the account, and when AWS shows them nothing at all
 */
export async function inspectStore({ store, environment }: FoundStore): Promise<Inspection> {
  const settings = await asDeployer(environment, store.region);
  const { live, s3 } = await readLive(store, settings);
  refuseBlindness(store, live);
  return { live, s3, settings, compared: compare(store, environment, live) };
}

/**
 * Finds out why a store's vendor cannot write: compares what is deployed with the environment file, and acts as the
 * vendor.
 *
 * @throws AwsRefusedError without credentials of the account, and when AWS shows them nothing at all
 */
export async function examine(found: FoundStore, options: DoctorOptions): Promise<Diagnosis> {
  const { store } = found;
  const { now, askVendor, onProgress = () => undefined } = options;
  const vendor = findVendor(store.settings.vendor);
  onProgress('reading what is deployed');
  const { live, s3, settings, compared } = await inspectStore(found);
  let probed: ProbeResult = { attempts: [], ...NOTHING };
  if (options.probe && !isAbsent(live)) {
    onProgress(`acting as ${store.profile.title}`);
    probed = await probe(store, { live, s3, settings, ...options.probe, now });
  }
  const asks = askVendor && !store.settings.retire;
  if (asks) onProgress(`asking ${store.profile.title}`);
  const answer = asks ? await askVendor(live) : NOTHING;
  return {
    stack: store.id,
    attempts: probed.attempts.map(toPrinted),
    notes: [...probed.notes, ...answer.notes],
    findings: sortFindings([
      ...compared,
      ...unexplained(compared, probed).map((each) => withGuide(each, vendor)),
      ...answer.findings,
    ]),
  };
}

const NOTHING: VendorAnswer = { findings: [], notes: [] };

function compare(store: Store, environment: Environment, live: Live): readonly DoctorFinding[] {
  if (isAbsent(live)) return [notDeployed(store)];
  const expected = {
    ...expectedOf(store, environment.administrators, {
      source: live.key?.arn,
      replica: live.replica?.key?.arn,
    }),
    boundaryArn: tryFindBoundaryArn(environment),
  };
  return compareDeployed({ store, expected, live });
}

function toPrinted({ action, expected, outcome, ...rest }: Attempt): PrintedAttempt {
  const { answer, byOperator } = rest;
  return {
    does: action,
    expected,
    was: outcome,
    ...(answer !== undefined && { answer }),
    ...(byOperator && { inPlace: true }),
  };
}

/** Credentials that see nothing at all are the wrong ones: a finding about each resource would hide that. */
function refuseBlindness({ id }: Store, live: Live): void {
  const all = refusals(live);
  const [first] = all;
  if (countObserved(live) > 0 || !first || all.some(isExplicitDeny)) return;
  throw new AwsRefusedError(
    `AWS shows these credentials nothing of ${id}: ${first.call}: ${first.answer}`,
    'Use credentials with the permissions that docs/doctor.md lists.',
  );
}

/** Without a bucket, and without a role or user, a store was never deployed or was destroyed. */
function isAbsent({ access, bucket }: Live): boolean {
  if (bucket.region.kind !== 'missing') return false;
  return access.kind === 'none' || access.self.kind === 'missing';
}

function notDeployed({ id, bucketName }: Store): DoctorFinding {
  return newFinding('not-deployed', {
    what: `${id} is not deployed`,
    evidence: [`neither the bucket ${bucketName} nor the vendor's role or user exists`],
    fix: `Deploy it: npx cdktf deploy ${id}.`,
  });
}

/** The results of the probe that no finding of the comparison explains already. */
function unexplained(
  compared: readonly DoctorFinding[],
  { findings }: ProbeResult,
): DoctorFinding[] {
  return findings.filter((each) => !compared.some((cause) => explains(cause, each)));
}

/** Anything that stops the vendor explains a refusal; a change of the bucket explains an unexpected success. */
function explains(cause: DoctorFinding, { id }: DoctorFinding): boolean {
  const atBucket =
    cause.link !== 'replication' && /^(bucket-policy|default-encryption)-/.test(cause.id);
  if (id === 'upload-taken' || id === 'upload-other-key') return atBucket;
  return cause.severity === 'broken' || cause.id === 'default-encryption-alias';
}
