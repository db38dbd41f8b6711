import { checkedPaths } from '../../integrity/layout';
import type { RecordingReader } from '../recording-reader';
import { GENESYS_CREDENTIALS, GenesysApi } from './api';
import { bulkActionsPrefix } from './bulk-actions';
import { metadataReaders } from './metadata';
import { genesysPointers } from './pointers';
import { compareRetention } from './retention';
import { validateStore } from './validation';

/** Genesys' recordings: from its API, or from the metadata files it writes. */
export const recordingReader: RecordingReader = {
  credentials: GENESYS_CREDENTIALS,
  openList: ({ settings, options, credentials, now }) => {
    const { login = '', api: host = '', organizationId = '', keepsDays } = options;
    const api = new GenesysApi({ login, api: host }, credentials);
    const patterns = checkedPaths(settings.paths).map(({ pattern = '' }) => pattern);
    return {
      ...genesysPointers({ api, patterns, organizationId, now }),
      compareSettings: async () => {
        const problems = await compareRetention(api, {
          days: Number(keepsDays),
          ...(patterns[0]?.startsWith(bulkActionsPrefix(organizationId)) && { exportsWith: 'any' }),
        });
        return problems.map(({ subject: key, detail }) => ({
          kind: 'retention-differs',
          key,
          detail,
        }));
      },
    };
  },
  metadataReaders,
  validate: validateStore,
};
