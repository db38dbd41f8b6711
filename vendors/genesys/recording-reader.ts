import type { RecordingReader } from '../recording-reader';
import { GENESYS_CREDENTIALS, GenesysApi } from './api';
import { bulkActionsPrefix } from './bulk-actions';
import { readMetadata } from './metadata';
import { genesysPointers } from './pointers';
import { compareRetention } from './retention';

/** Genesys' recordings: from its API, or from the metadata files it writes. */
export const recordingReader: RecordingReader = {
  credentials: GENESYS_CREDENTIALS,
  openList: ({ settings, options, credentials, now }) => {
    const { login = '', api: host = '', organizationId = '', keepsDays } = options;
    const api = new GenesysApi({ login, api: host }, credentials);
    const pattern = settings.paths[0]?.pattern ?? '';
    return {
      ...genesysPointers({ api, pattern, organizationId, now }),
      compareSettings: async () => {
        const problems = await compareRetention(api, {
          days: Number(keepsDays),
          ...(pattern.startsWith(bulkActionsPrefix(organizationId)) && { exportsWith: 'any' }),
        });
        return problems.map(({ subject: key, detail }) => ({
          kind: 'retention-differs',
          key,
          detail,
        }));
      },
    };
  },
  readMetadata,
};
