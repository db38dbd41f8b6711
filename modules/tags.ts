/** What a bucket holds; a tag on every bucket, so that reviews and audits can tell them apart. */
export type StorageKind = 'recordings' | 'replica' | 'logs' | 'reports' | 'state';

/** The tag key that {@link StorageKind} is written under. */
export const STORAGE_KIND_TAG = 'storage-kind';
