import { DataResource } from 'cdktf';
import { Construct } from 'constructs';

/** What {@link PathLock} needs to know. */
export interface PathLockProps {
  /** Folder the vendor writes to. */
  readonly prefix: string;
  /** The vendor's key pattern. @default - the vendor chooses the keys itself */
  readonly pattern?: string;
  /** A store of a throw-away environment: the path may change. @default false */
  readonly disposable?: boolean;
}

/**
 * Holds the path recordings are written to as it was at the first apply. A plan that changes it
 * would have to replace this resource, which Terraform then refuses: recordings and their sidecar
 * files would stand under two paths, and readers know one.
 *
 * @see Genesys guide, "Edge Case 3: Metadata Mismatch During Transcription Sync"
 */
export class PathLock extends Construct {
  constructor(scope: Construct, id: string, { prefix, pattern, disposable }: PathLockProps) {
    super(scope, id);
    new DataResource(this, 'Path', {
      triggersReplace: { prefix, ...(pattern !== undefined && { pattern }) },
      lifecycle: { preventDestroy: !disposable },
    });
  }
}
