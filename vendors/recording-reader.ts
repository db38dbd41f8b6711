import type { Link } from '../core/links';
import type { MetadataReader } from '../integrity/metadata';
import type { CheckSettings } from '../integrity/settings';
import type { PointerSource } from '../integrity/source';
import type { Credentials, CredentialSets } from './credentials';

/** What the list of a vendor's API is opened with. */
export interface RecordingListContext {
  readonly settings: CheckSettings;
  /** The `apiOptions` of the vendor's profile. */
  readonly options: Readonly<Record<string, string>>;
  readonly credentials: () => Promise<Credentials>;
  /** When the run began, in milliseconds since 1970. */
  readonly now: number;
}

/** What a vendor validates a store with. */
export interface ValidationContext extends Pick<RecordingListContext, 'options' | 'credentials'> {
  readonly bucket: string;
  /** Folder that it writes to. */
  readonly prefix: string;
}

/** One result of the validation of a store by its vendor. */
export interface StoreVerdict {
  /** What was tried, as the vendor calls it; empty if nothing was. */
  readonly test: string;
  /** The link that it tries; `trust` for the role or the key, whichever the vendor has. */
  readonly link: Link;
  readonly passed: boolean;
  /** What the vendor says about it. */
  readonly message: string;
}

/**
 * How the integrity check learns what a vendor has recorded: `recording-reader.ts` of the vendor's folder. The function
 * in AWS holds these readers and nothing else of the vendors, so they import no settings and no schema.
 */
export interface RecordingReader {
  /** The credentials for its API, which the store's secret holds. */
  readonly credentials: CredentialSets;
  /** Opens the recording list of its API. @default - it has none */
  readonly openList?: (context: RecordingListContext) => PointerSource;
  /** Validates a store with its API: writes to it, or tries what that takes. @default - it has no such call */
  readonly validate?: (context: ValidationContext) => Promise<readonly StoreVerdict[]>;
  /** Readers of the metadata files next to recordings, by their form. @default - it writes none */
  readonly metadataReaders?: Readonly<Record<string, MetadataReader>>;
}
