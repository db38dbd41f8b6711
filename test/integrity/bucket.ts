import type { Entry } from '../../integrity/entry';
import { type Found, type Look, RefusedToLookError } from '../../integrity/look';
import { pagesOf, sorted } from './pages';

/** What a bucket in memory holds. */
export interface Held {
  readonly objects: readonly Entry[];
  /** Keys behind a delete marker. */
  readonly hidden?: readonly string[];
  /** Objects that are there, and not in the listing yet. */
  readonly late?: readonly Entry[];
  readonly copies?: readonly Entry[];
  readonly statuses?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, string>>;
  /** Beginnings of keys that S3 refuses to speak of. */
  readonly refused?: readonly string[];
}

/** When what is hidden was deleted. */
export const DELETED_AT = Date.UTC(2026, 10, 1);

/** A bucket in memory, which notes what it is asked one by one. */
export class Bucket implements Look {
  readonly asked: string[] = [];
  readonly listReplica?: Look['list'];
  readonly replicationStatus?: (key: string) => Promise<string | undefined>;

  constructor(private readonly held: Held) {
    const { copies, statuses } = held;
    if (copies) this.listReplica = (prefix) => pagesOf(below(copies, prefix));
    if (statuses) {
      this.replicationStatus = (key) => {
        this.ask(key);
        return Promise.resolve(statuses[key]);
      };
    }
  }

  async *list(prefix: string) {
    this.refuse(prefix);
    yield* pagesOf(below(this.held.objects, prefix));
  }

  versions(key: string, open: boolean): Promise<Found> {
    this.ask(key);
    const meant = (each: string) => (open ? each.startsWith(key) : each === key);
    const late = this.held.late?.find((each) => meant(each.key));
    if (late) return Promise.resolve({ state: 'there', key: late.key });
    const hidden = this.held.hidden?.find(meant);
    if (hidden === undefined) return Promise.resolve({ state: 'nothing' });
    return Promise.resolve({ state: 'hidden', key: hidden, since: DELETED_AT });
  }

  tryFindFirst(beginning: string): Promise<string | undefined> {
    this.ask(beginning);
    return Promise.resolve(below(this.held.objects, beginning)[0]?.key);
  }

  children(folder: string) {
    this.refuse(folder);
    const all = below(this.held.objects, folder);
    const rest = (key: string) => key.slice(folder.length);
    const folders = all
      .filter(({ key }) => rest(key).includes('/'))
      .map(({ key }) => `${folder}${rest(key).split('/')[0] ?? ''}/`);
    const keys = all.filter(({ key }) => !rest(key).includes('/'));
    return Promise.resolve({ folders: [...new Set(folders)], keys });
  }

  readMetadata(key: string): Promise<string> {
    this.ask(key);
    return Promise.resolve(this.held.metadata?.[key] ?? '');
  }

  private ask(key: string): void {
    this.asked.push(key);
    this.refuse(key);
  }

  private refuse(key: string): void {
    if (this.held.refused?.some((each) => key.startsWith(each)) ?? false) {
      throw new RefusedToLookError('S3 refused: AccessDenied');
    }
  }
}

function below(entries: readonly Entry[], prefix: string): Entry[] {
  return sorted(entries.filter(({ key }) => key.startsWith(prefix)));
}
