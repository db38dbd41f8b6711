import { HOUR_MS } from '../core/day';
import { type BucketReader, ifDenied } from './bucket-reader';
import type { Entry, Pages, Pointer } from './entry';
import { Findings, type PartitionResult } from './findings';
import { ELSEWHERE } from './layout';
import type { PartitionRules } from './partition';

/** What may be in the folders of the path patterns. */
export interface StrayRules extends Pick<PartitionRules, 'now' | 'graceHours' | 'ignored'> {
  /** Folders to search, each with a slash at the end. */
  readonly roots: readonly string[];
  /** Whether recordings, or folders of recordings, belong in a folder. */
  readonly expected: (folder: string) => 'folders' | 'recordings' | 'nothing';
}

/** Id of the partition that contains everything outside of the days. */
export const STRAYS = 'strays';

/**
 * Finds objects below the prefix where no recording belongs: written after the path was changed at the vendor, or with a
 * pattern whose tokens were not replaced. Lists folder by folder, and never the days themselves.
 *
 * @see Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"
 */
export async function findStrays(
  reader: BucketReader,
  rules: StrayRules,
): Promise<PartitionResult> {
  const search = new StraySearch(reader, rules);
  await ifDenied(
    async () => {
      for (const root of rules.roots) await search.searchFolder(root);
    },
    (detail) => {
      const key = rules.roots.join(', ');
      search.findings.add({ kind: 'could-not-check', key, detail });
    },
  );
  return search.findings.toResult(STRAYS, search);
}

class StraySearch {
  readonly findings = new Findings();
  objects = 0;

  constructor(
    private readonly reader: BucketReader,
    private readonly rules: StrayRules,
  ) {}

  async searchFolder(folder: string): Promise<void> {
    const { folders, objects } = await this.reader.children(folder);
    this.addAll(objects);
    for (const child of folders) {
      const expected = this.rules.expected(child);
      if (expected === 'folders') await this.searchFolder(child);
      else if (expected === 'nothing') await this.addFirstPage(child);
    }
  }

  /** One page is enough to report an unexpected folder. */
  private async addFirstPage(folder: string): Promise<void> {
    for await (const page of this.reader.list(folder)) {
      this.addAll(page);
      return;
    }
  }

  private addAll(entries: readonly Entry[]): void {
    const { now, graceHours, ignored } = this.rules;
    for (const { key, at } of entries) {
      if (key.endsWith('/') || ignored?.(key) === true) continue;
      this.objects += 1;
      if (at <= now - graceHours * HOUR_MS) this.findings.add({ kind: 'wrong-prefix', key });
    }
  }
}

/** According to the vendor's list, these recordings are on no path of the store. */
export async function reportMisdirected(
  pages: Pages<Pointer>,
  within: (at: number) => boolean,
): Promise<PartitionResult> {
  const findings = new Findings();
  const detail = 'the vendor reports that it wrote here, but no path of the store is here';
  let pointers = 0;
  for await (const page of pages) {
    const checked = page.filter(({ at }) => within(at));
    pointers += checked.length;
    for (const { key, recording } of checked) {
      findings.add({ kind: 'wrong-prefix', key, recording, detail });
    }
  }
  return findings.toResult(ELSEWHERE, { pointers });
}
