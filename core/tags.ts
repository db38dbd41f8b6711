/** What a bucket holds. Every bucket has it as a tag, by which reviews and audits tell buckets apart. */
export type StorageKind = 'recordings' | 'replica' | 'logs' | 'reports' | 'state';

/** The tag key that {@link StorageKind} is written under. */
export const STORAGE_KIND_TAG = 'storage-kind';
