import { bulkActionsPattern } from '../../../vendors/genesys/bulk-actions';
import { resolve } from '../resolve';

const ORG = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
const OTHER = '1f0c9a52-9d1e-4b8e-8a54-3f6e1f0a2b77';

const problemsOf = (more: object) =>
  resolve({
    vendor: 'genesys',
    organizationId: ORG,
    genesysAccount: '765628985471',
    genesysRegion: 'eu-central-1',
    vendorRetentionDays: 730,
    integrity: { source: 'api' },
    pathPattern: undefined,
    ...more,
  })
    .problems.filter(({ warning }) => warning !== true)
    .map(({ rule, path, fix }) => [rule, path.slice(2).join('.'), fix]);

const bulk = { registration: 'bulk-actions' };
const previous = (...previousPaths: object[]) => ({ previousPaths });
const CALLS = 'calls/{yyyy}/{mm}/{dd}/{queue_id}/{conversation_uuid}.{format}';

test.each<[object, string[][]]>([
  [{ ...bulk, ...previous({ prefix: `${OTHER}/` }) }, []],
  [
    { ...bulk, ...previous({ prefix: 'recordings/' }) },
    [
      [
        'config-missing-key',
        'previousPaths.0.pathPattern',
        'Add it: recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}, or the pattern that you had.',
      ],
    ],
  ],
  [previous({ prefix: 'calls/' }), []],
  [
    previous({ prefix: `${ORG}/` }),
    [
      [
        'config-missing-key',
        'previousPaths.0.pathPattern',
        `Add it: ${bulkActionsPattern(ORG)}, or the pattern that you had.`,
      ],
    ],
  ],
  [
    previous({ prefix: `${OTHER}/` }),
    [
      [
        'config-missing-key',
        'previousPaths.0.pathPattern',
        `Add it: ${bulkActionsPattern(OTHER)}, or the pattern that you had.`,
      ],
    ],
  ],
  [previous({ prefix: `${OTHER}/`, pathPattern: bulkActionsPattern(OTHER) }), []],
  [{ ...bulk, ...previous({ prefix: 'recordings/', gone: true }) }, []],
  [previous({ prefix: `${ORG}/`, gone: true }), []],
  [
    previous({ prefix: 'old/' }, { prefix: 'calls/', pathPattern: CALLS }),
    [
      [
        'integrity-source',
        'integrity.source',
        'Set gone: true for the path once nothing is on it, or set source: sidecars or manifest.',
      ],
    ],
  ],
  [previous({ prefix: 'calls/', pathPattern: CALLS, gone: true }), []],
])('%j: %j', (settings, expected) => {
  expect(problemsOf(settings)).toEqual(expected);
});
