import type { Entry } from '../../integrity/entry';
import {
  type VersionState,
  type BucketReader,
  AccessDeniedError,
} from '../../integrity/bucket-reader';
import { pagesOf, sorted } from './pages';

/** The content of a bucket in memory. */
export interface BucketContent {
  readonly objects: readonly Entry[];
  /** Keys behind a delete marker. */
  readonly hidden?: readonly string[];
  /** Objects that the listing does not show yet. */
  readonly late?: readonly Entry[];
  readonly copies?: readonly Entry[];
  readonly statuses?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Beginnings of keys to which S3 denies access. */
  readonly denied?: readonly string[];
}

/** When the hidden objects were deleted. */
export const DELETED_AT = Date.UTC(2026, 10, 1);

/** A bucket in memory, which records requests for single objects. */
export class Bucket implements BucketReader {
  readonly asked: string[] = [];
  readonly listReplica?: BucketReader['list'];
  readonly replicationStatus?: (key: string) => Promise<string | undefined>;

  constructor(private readonly content: BucketContent) {
    const { copies, statuses } = content;
    if (copies) this.listReplica = (prefix) => pagesOf(below(copies, prefix));
    if (statuses) {
      this.replicationStatus = (key) => {
        this.ask(key);
        return Promise.resolve(statuses[key]);
      };
    }
  }

  async *list(prefix: string) {
    this.denyAccess(prefix);
    yield* pagesOf(below(this.content.objects, prefix));
  }

  versions(key: string, open: boolean): Promise<VersionState> {
    this.ask(key);
    const meant = (each: string) => (open ? each.startsWith(key) : each === key);
    const { objects, late: since = [] } = this.content;
    const late = since.find((each) => meant(each.key)) ?? objects.find((each) => each.key === key);
    if (late) return Promise.resolve({ state: 'there', key: late.key });
    const hidden = this.content.hidden?.find(meant);
    if (hidden === undefined) return Promise.resolve({ state: 'nothing' });
    return Promise.resolve({ state: 'hidden', key: hidden, since: DELETED_AT });
  }

  tryFindFirst(beginning: string): Promise<string | undefined> {
    this.ask(beginning);
    return Promise.resolve(below(this.content.objects, beginning)[0]?.key);
  }

  children(folder: string) {
    this.denyAccess(folder);
    const all = below(this.content.objects, folder);
    const rest = (key: string) => key.slice(folder.length);
    const folders = all
      .filter(({ key }) => rest(key).includes('/'))
      .map(({ key }) => `${folder}${rest(key).split('/')[0] ?? ''}/`);
    const objects = all.filter(({ key }) => !rest(key).includes('/'));
    return Promise.resolve({ folders: [...new Set(folders)], objects });
  }

  readMetadata(key: string): Promise<string> {
    this.ask(key);
    return Promise.resolve(this.content.metadata?.[key] ?? '');
  }

  private ask(key: string): void {
    this.asked.push(key);
    this.denyAccess(key);
  }

  private denyAccess(key: string): void {
    if (this.content.denied?.some((each) => key.startsWith(each)) ?? false) {
      throw new AccessDeniedError('S3 refused: AccessDenied');
    }
  }
}

function below(entries: readonly Entry[], prefix: string): Entry[] {
  return sorted(entries.filter(({ key }) => key.startsWith(prefix)));
}
