import { synthesize } from '../../synth/synthesize';
import type { Store } from '../../store/store';
import { asDeployer } from '../deployer';
import { AwsRefusedError } from '../exit';
import type { FoundStore } from '../find-store';
import { checkDeployed } from './checks';
import { readExpected } from './expected';
import { type DoctorFinding, finding, sortFindings } from './finding';
import type { VendorAnswer } from './ask-vendor';
import { type Live, lookAtLive } from './live';
import { probe, type Probed } from './probe';
import { countSeen, refusals } from './seen';
import type { Attempt } from './test-object';

/** What {@link examine} is told. */
export interface DoctorOptions {
  /** Whether to act as the vendor. @default - only read */
  readonly probe?: {
    /** Whether to write where what is written cannot be removed. */
    readonly write: boolean;
    /** An endpoint at which whoever comes is taken for the vendor. @default - there is none */
    readonly asVendor?: string | undefined;
  };
  /** Asks the vendor itself, where it can be asked. @default - it is not asked */
  readonly askVendor?: (live: Live) => Promise<VendorAnswer>;
  /** Now. */
  readonly now: Date;
  /** Is told what is being done. */
  readonly onProgress?: (what: string) => void;
}

/** All that was found out about a store. */
export interface Diagnosis {
  /** Id of its stack. */
  readonly stack: string;
  /** What is wrong, what stops the vendor first. */
  readonly findings: readonly DoctorFinding[];
  /** What was tried as the vendor. */
  readonly attempts: readonly Attempt[];
  /** What could not be tried, and what is left behind. */
  readonly notes: readonly string[];
}

/**
 * Says why a store's vendor cannot write, or that it can: compares what is deployed with what is synthesized, and
 * acts as the vendor would.
 *
 * @throws AwsRefusedError for no or other credentials, and where AWS shows nothing at all
 */
export async function examine(
  { store, environment }: FoundStore,
  options: DoctorOptions,
): Promise<Diagnosis> {
  const { now, askVendor, onProgress = () => undefined } = options;
  onProgress('reading what is deployed');
  const settings = await asDeployer(environment, store.region);
  const { live, s3 } = await lookAtLive(store, settings);
  refuseBlindness(store, live);
  const compared = isAbsent(live) ? [notDeployed(store)] : compare({ store, environment }, live);
  let probed = NOTHING;
  if (options.probe && !isAbsent(live)) {
    onProgress(`acting as ${store.profile.title}`);
    probed = await probe(store, { live, s3, settings, ...options.probe, now });
  }
  if (askVendor) onProgress(`asking ${store.profile.title}`);
  const asked = (await askVendor?.(live)) ?? { findings: [], notes: [] };
  return {
    ...{ stack: store.id, attempts: probed.attempts, notes: [...probed.notes, ...asked.notes] },
    findings: sortFindings([...compared, ...unexplained(compared, probed), ...asked.findings]),
  };
}

function compare({ store, environment }: FoundStore, live: Live): DoctorFinding[] {
  const [synthesized] = synthesize({ environments: [environment], stacks: [store.id] });
  const expected = readExpected(store.id, synthesized?.text ?? '', live.key?.arn);
  return checkDeployed({ store, expected, live });
}

/** Whoever sees nothing at all has the wrong credentials: findings about everything would say less. */
function refuseBlindness({ id }: Store, live: Live): void {
  const [first] = refusals(live);
  if (countSeen(live) > 0 || !first) return;
  throw new AwsRefusedError(
    `AWS shows these credentials nothing of ${id}: ${first.asked}: ${first.answer}`,
    'Use credentials that may do what docs/doctor.md lists.',
  );
}

const NOTHING: Probed = { attempts: [], findings: [], notes: [] };

/** A store of which there is neither bucket nor role or user was never deployed, or is destroyed. */
function isAbsent({ access, bucket }: Live): boolean {
  if (bucket.region.kind !== 'missing') return false;
  return access.kind === 'none' || access.self.kind === 'missing';
}

function notDeployed({ id, bucketName }: Store): DoctorFinding {
  return finding('not-deployed', {
    what: `${id} is not deployed`,
    evidence: [`neither the bucket ${bucketName} nor the role or user of the vendor is there`],
    fix: `Deploy it: npx cdktf deploy ${id}.`,
  });
}

/** What the vendor ran into is not told twice: the link that explains it is named already. */
function unexplained(compared: readonly DoctorFinding[], { findings }: Probed): DoctorFinding[] {
  return findings.filter((each) => !compared.some((found) => explains(found, each)));
}

/** A refusal is explained by whatever stops the vendor; a strange success by what was changed at the bucket. */
function explains(found: DoctorFinding, { id }: DoctorFinding): boolean {
  const atBucket = /^(bucket-policy|default-encryption)-/.test(found.id);
  if (id === 'upload-taken' || id === 'upload-other-key') return atBucket;
  return found.severity === 'broken' || found.id === 'default-encryption-alias';
}
