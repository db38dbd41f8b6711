import * as fs from 'node:fs';
import * as path from 'node:path';
import { DeclaredTypes } from './declared-types';
import type { VendorFacts } from './facts';

const ARCHIVES = '/v2/project/{apiKey}/archive';

/**
 * The archive storage, which no package describes: its pages do.
 *
 * @see Vonage, "Amazon S3 server-side encryption" and "Archive encryption": the fields, and the statuses 200, 400 and 403
 * @see Vonage, "Video API REST API reference", "Archiving"; calvertyang/opentok-go-sdk, `opentok/archive.go`: DELETE, 204
 */
const STORAGE: VendorFacts = {
  sources: [
    'https://tokbox.com/developer/guides/archiving/amazon-s3-encryption.html',
    'https://developer.vonage.com/en/opentok/rest/',
  ],
  operations: [
    { method: 'PUT', path: `${ARCHIVES}/storage`, body: 'ArchiveStorage' },
    { method: 'DELETE', path: `${ARCHIVES}/storage` },
  ],
  models: {
    ArchiveStorage: {
      type: { type: 'string', required: true, values: ['s3', 'azure'] },
      config: { type: 'S3Config', required: true },
      fallback: { type: 'string', values: ['none', 'opentok'] },
      certificate: { type: 'string' },
    },
    S3Config: {
      bucket: { type: 'string', required: true },
      accessKey: { type: 'string', required: true },
      secretKey: { type: 'string', required: true },
      endpoint: { type: 'string' },
      sse: { type: 'string', values: ['s3', 'none'] },
    },
  },
};

/** Reads the list of archives from the declarations of Vonage's own server SDK. */
export function extractVonage(folder: string): VendorFacts {
  const types = new DeclaredTypes(fs.readFileSync(path.join(folder, 'index.d.ts'), 'utf8'));
  const query = types.fieldsOf('ListArchivesOptions');
  const { type: archive } = types.read('Archive');
  const { [archive]: fields = {}, Stream: stream = {} } = types.models;
  const items = { type: `${archive}[]`, required: true };
  return {
    ...STORAGE,
    operations: [
      { method: 'GET', path: ARCHIVES, query, answer: 'ArchiveList' },
      ...STORAGE.operations,
    ],
    models: {
      ...STORAGE.models,
      ArchiveList: { count: { type: 'number', required: true }, items },
      [archive]: fields,
      Stream: stream,
    },
  };
}
