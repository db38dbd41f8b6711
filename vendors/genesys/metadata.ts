import { parseIsoTime } from '../../integrity/json-lines';
import type { MetadataReader } from '../../integrity/metadata';

/**
 * Reads the metadata file that Genesys writes next to a recording through an external storage connection.
 *
 * @see Genesys guide, section 3, the sidecar JSON file: `externalStoragePath`, `startTime`, `conversationId`
 */
const readConnectionMetadata: MetadataReader = (fields) => {
  const { externalStoragePath: path, conversationId } = fields;
  return {
    ...startOf(fields.startTime),
    ...(typeof conversationId === 'string' && { recording: conversationId }),
    ...(typeof path === 'string' ? { path } : { mismatch: 'names no path' }),
  };
};

/**
 * Reads the metadata file that Genesys exports next to a recording by the AWS S3 recording bulk actions integration. It
 * names no path: its own name says which recording it belongs to, `<recording>_metadata.json` or
 * `<recording>.wav_metadata.json`.
 *
 * @see Genesys Cloud Resource Center, "AWS S3 recording bulk actions integration": `conversationId`,
 *   `conversationStart`, and the folder `conversation_id=<id>`
 */
const readExportedMetadata: MetadataReader = (fields, stem) => {
  const [, folder, name = ''] = /(?:^|\/)conversation_id=([^/]+)\/([^/]+)$/.exec(stem) ?? [];
  const { conversationId } = fields;
  const known = {
    ...startOf(fields.conversationStart),
    ...(typeof conversationId === 'string' && {
      recording: `${conversationId}/${name.replace(/\..*$/, '')}`,
    }),
  };
  const other =
    typeof conversationId === 'string' && folder !== undefined && folder !== conversationId;
  return other ? { ...known, mismatch: `belongs to conversation ${conversationId}` } : known;
};

function startOf(time: unknown): { at?: number } {
  const at = typeof time === 'string' ? parseIsoTime(time) : NaN;
  return Number.isFinite(at) ? { at } : {};
}

/** The readers of Genesys' metadata files, by how the store is registered. */
export const metadataReaders = {
  connection: readConnectionMetadata,
  'bulk-actions': readExportedMetadata,
};
