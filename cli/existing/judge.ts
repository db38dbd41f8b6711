import { STORAGE_KIND_TAG } from '../../core/tags';
import { type CreatedResource, NOUNS, type Tags } from './created';
import type { LiveResource } from './reader';

/** A resource that is to be created, and the one that has its name. */
export interface ExistingResource {
  readonly created: CreatedResource;
  readonly live: LiveResource;
}

/** Why a deployment would fail, or change what is not its own. */
export interface ExistingProblem {
  readonly address: string;
  readonly what: string;
  /** A sentence that starts with a verb. */
  readonly fix: string;
}

/** What to do about the names that exist. */
export interface Judgement {
  /** What belongs to the stack, and is imported. */
  readonly imports: readonly ExistingResource[];
  /** Secrets of the stack that are to be deleted: they are restored, and imported. */
  readonly restores: readonly ExistingResource[];
  readonly problems: readonly ExistingProblem[];
}

/** The tags that say which stack a resource belongs to. */
const OWN_TAGS = ['managed-by', 'environment', 'store'];

/** Buckets of these kinds contain recordings: they are imported on demand only. */
const RECORDINGS: readonly (string | undefined)[] = ['recordings', 'replica'];

/**
 * Decides what to do about resources that exist.
 *
 * @param adopted - name of the bucket that the store adopts. @default - none
 */
export function judgeExisting(existing: readonly ExistingResource[], adopted?: string): Judgement {
  const judged = existing.map((each) => ({ each, verdict: verdictOf(each, adopted) }));
  const which = (verdict: Verdict) =>
    judged.filter((one) => one.verdict === verdict).map(({ each }) => each);
  return {
    imports: which('import'),
    restores: which('restore'),
    problems: which('refuse').map(explain),
  };
}

type Verdict = 'import' | 'restore' | 'refuse';

function verdictOf({ created, live }: ExistingResource, adopted?: string): Verdict {
  if (live.inaccessible || live.otherRegion !== undefined || created.replaces) return 'refuse';
  if (created.type === 'aws_s3_bucket' && created.name === adopted) return 'import';
  if (!isOwn(created, live)) return 'refuse';
  return live.deletedOn ? 'restore' : 'import';
}

/**
 * An interrupted deployment leaves resources that no state contains: with the tags of the stack, or empty and without
 * any, because AWS adds the tags of some types in a second call.
 */
function isOwn({ type, name, tags }: CreatedResource, live: LiveResource): boolean {
  const isEmpty = live.empty === true;
  if (type === 'aws_s3_bucket' && RECORDINGS.includes(tags[STORAGE_KIND_TAG]) && !isEmpty) {
    return false;
  }
  if (live.tags && hasOwnTags(tags, live.tags)) return true;
  if (type === 'aws_secretsmanager_secret') return name.startsWith('callvault/');
  return isEmpty && Object.keys(live.tags ?? {}).length === 0;
}

/** Whether a resource has the tags of the stack that creates one of its name. */
export function hasOwnTags(expected: Tags, live: Tags): boolean {
  const own = OWN_TAGS.filter((key) => expected[key] !== undefined);
  return own.length > 0 && own.every((key) => live[key] === expected[key]);
}

const UNIQUE =
  'Choose another name: names of buckets are unique in all accounts. If the bucket is yours, use credentials with access to it.';

function explain(existing: ExistingResource): ExistingProblem {
  const { type, name, address } = existing.created;
  const which = `${NOUNS[type]} ${name}`;
  const { what, fix } = explainType(existing, NOUNS[type]);
  return { address, what: `${which} exists${what}`, fix };
}

function explainType({ created, live }: ExistingResource, noun: string) {
  if (live.inaccessible) {
    return {
      what: ': another account owns it, or these credentials have no access to it',
      fix: UNIQUE,
    };
  }
  if (live.otherRegion !== undefined) {
    return {
      what: ` in ${live.otherRegion}, and the stack creates it in ${created.region}`,
      fix: 'Choose another name: a bucket cannot be moved to another region.',
    };
  }
  if (created.replaces) {
    return {
      what: `, and would replace a ${noun} of another name`,
      fix: `Delete the ${noun} if nothing uses it, or choose another name.`,
    };
  }
  if (created.type === 'aws_s3_bucket') return explainBucket({ created, live });
  return {
    what: ', and does not have the tags of this stack',
    fix: `Delete the ${noun} if nothing uses it, choose another name, or import it: see docs/adopt.md.`,
  };
}

function explainBucket({ created, live }: ExistingResource) {
  if (live.tags && hasOwnTags(created.tags, live.tags)) {
    const recordings = live.empty === undefined ? 'maybe recordings' : 'recordings';
    return {
      what: ` with ${recordings} and the tags of this stack, whose state does not contain it`,
      fix: 'Find the state of the stack first: see docs/adopt.md.',
    };
  }
  const contains = live.empty === undefined ? ' and may contain objects' : ' and contains objects';
  return {
    what: ` in this account${live.empty === true ? '' : contains}`,
    fix: 'Choose another name, or take the bucket over with adopt: true. See docs/adopt.md.',
  };
}

/** The deletion of a secret that is to be restored, for a command that changes nothing. */
export function explainDeletion({ created, live }: ExistingResource): ExistingProblem {
  const { name, address } = created;
  const day = live.deletedOn?.toISOString().slice(0, 10) ?? '';
  return {
    address,
    what: `secret ${name} is to be deleted on ${day}, and keeps its name until then`,
    fix: `Run aws secretsmanager restore-secret --secret-id ${name}, and plan again: the secret is then imported. callvault deploy does both.`,
  };
}
