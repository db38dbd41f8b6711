import type { MetadataReader } from '../../integrity/metadata';

/**
 * Reads the metadata file that Genesys writes next to a recording.
 *
 * @see Genesys guide, section 3, the sidecar JSON file: `externalStoragePath`, `startTime`, `conversationId`
 */
export const readMetadata: MetadataReader = (fields, stem) => {
  const { externalStoragePath: path, conversationId, startTime } = fields;
  const started = typeof startTime === 'string' ? Date.parse(startTime) : NaN;
  const known = {
    ...(Number.isFinite(started) && { at: started }),
    ...(typeof conversationId === 'string' && { recording: conversationId }),
  };
  if (typeof path !== 'string') return { ...known, mismatch: 'names no path' };
  if (path === stem || path.startsWith(`${stem}.`)) return { ...known, key: path, open: false };
  return { ...known, mismatch: `belongs to ${path}` };
};
