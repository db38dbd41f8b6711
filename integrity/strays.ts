import { HOUR_MS } from '../core/day';
import { Findings } from './findings';
import { type Look, RefusedToLookError } from './look';
import type { PartitionResult } from './partition';

/** A folder of the path pattern, and what may stand in it. */
export interface StrayRules {
  /** Folders that are looked into, each with a slash at the end. */
  readonly roots: readonly string[];
  /** Whether recordings, or folders of recordings, may stand in a folder. */
  readonly expected: (folder: string) => 'folders' | 'recordings' | 'nothing';
  /** Now, in milliseconds since 1970. */
  readonly now: number;
  /** Hours in which what has just been written is not looked at. */
  readonly graceHours: number;
  /** Whether the key is of something the vendor writes that is no recording. @default - nothing is */
  readonly ignored?: (key: string) => boolean;
}

/** Name of the partition that is everything outside of the days. */
export const STRAYS = 'strays';

/**
 * Finds what stands below the prefix where no recording belongs: a path that was changed at the vendor, or a
 * pattern whose tokens were not replaced. Goes down folder by folder, and never into the days themselves.
 *
 * @see Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"
 */
export async function findStrays(look: Look, rules: StrayRules): Promise<PartitionResult> {
  const walk = new Walk(look, rules);
  try {
    for (const root of rules.roots) await walk.into(root);
  } catch (error) {
    if (!(error instanceof RefusedToLookError)) throw error;
    walk.findings.add({
      kind: 'could-not-check',
      key: rules.roots.join(', '),
      detail: error.message,
    });
  }
  const { counts, listed } = walk.findings;
  return { partition: STRAYS, pointers: 0, objects: walk.objects, counts, discrepancies: listed };
}

class Walk {
  readonly findings = new Findings();
  objects = 0;

  constructor(
    private readonly look: Look,
    private readonly rules: StrayRules,
  ) {}

  async into(folder: string): Promise<void> {
    const { folders, keys } = await this.look.children(folder);
    for (const { key, at } of keys) this.note(key, at);
    for (const child of folders) {
      const expected = this.rules.expected(child);
      if (expected === 'folders') await this.into(child);
      else if (expected === 'nothing') await this.noteAll(child);
    }
  }

  /** The first page of a folder that should not be there says enough. */
  private async noteAll(folder: string): Promise<void> {
    for await (const page of this.look.list(folder)) {
      for (const { key, at } of page) this.note(key, at);
      return;
    }
  }

  private note(key: string, at: number): void {
    const { now, graceHours, ignored } = this.rules;
    if (key.endsWith('/') || ignored?.(key) === true) return;
    this.objects += 1;
    if (at > now - graceHours * HOUR_MS) return;
    this.findings.add({ kind: 'wrong-prefix', key });
  }
}
