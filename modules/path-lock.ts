import { DataResource } from 'cdktf';
import { Construct } from 'constructs';

/** A path that recordings are or were written to. */
export interface LockedPath {
  /** Folder the vendor writes to. */
  readonly prefix: string;
  /** The vendor's key pattern. @default - the vendor chooses the keys itself */
  readonly pattern?: string | undefined;
}

/** What {@link PathLock} needs to know. */
export interface PathLockProps {
  /** The path of now, and those before it, the newest first. */
  readonly paths: readonly LockedPath[];
  /** A store of a throw-away environment: the path may change. @default false */
  readonly disposable?: boolean;
}

/**
 * Holds each path recordings were ever written to as it was at its first apply. A plan that changes one
 * would have to replace its resource, which Terraform then refuses: recordings and their sidecar files would stand
 * under two paths, and readers know one.
 *
 * Paths are counted from the first there was. So a new path is a resource more, if the one before it stays declared;
 * where it does not, the new one would stand in its place, and is refused.
 *
 * @see Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"
 */
export class PathLock extends Construct {
  constructor(scope: Construct, id: string, { paths, disposable }: PathLockProps) {
    super(scope, id);
    for (const [index, { prefix, pattern }] of [...paths].reverse().entries()) {
      new DataResource(this, index === 0 ? 'Path' : `Path${index + 1}`, {
        triggersReplace: { prefix, ...(pattern !== undefined && { pattern }) },
        lifecycle: { preventDestroy: !disposable },
      });
    }
  }
}
