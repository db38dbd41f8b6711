import * as fs from 'node:fs';
import { type Quota, QUOTA_NAMES, QUOTAS } from '../../config/quota';
import { type Stack, synthesize } from '../stacks/synthesized';

const PAGE = fs.readFileSync('docs/scale.md', 'utf8');

const genesys = (bucket: string, more = '') =>
  `{ vendor: genesys, organizationId: 7c9e6679-7425-40de-944b-e07fc1f90ae7, genesysAccount: '765628985471', genesysRegion: eu-central-1, vendorRetentionDays: 90, retention: { days: 90 }, bucket: ${bucket}${more} }`;
const MANY = 'integrity: { source: api, scale: distributed, inventory: true }';
const REPLICATED = 'replication: { region: eu-west-1 }';

/** The stores of the first table, in its order. The table's last row is the environment's own stacks. */
const STORES: Readonly<Record<string, string>> = {
  role: '{ vendor: worqhat, bucket: acme-a, retention: { days: 90 } }',
  user: '{ vendor: twilio, recordings: true, compositions: false, bucket: acme-b, retention: { days: 90 } }',
  checked: genesys('acme-c', ', integrity: { source: api }'),
  many: genesys('acme-d', `, ${MANY}`),
  copied: genesys('acme-e', `, ${REPLICATED}`),
  both: genesys('acme-f', `, ${REPLICATED}, ${MANY}, alarms: { emails: [a@acme.example] }`),
};

const STACKS = synthesize([
  {
    file: 'environments/prod.yaml',
    text: `account: '111111111111'
region: eu-central-1
type: production
state: { backend: s3, bucket: acme-state, kmsKeyArn: 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11' }
ci: { repository: acme/recordings }
stores:
${Object.entries(STORES)
  .map(([name, store]) => `  ${name}: ${store}`)
  .join('\n')}
`,
  },
]);

/** The cells of the table below a heading, without their formatting. */
function rows(heading: string): string[][] {
  const [, below = ''] = PAGE.split(`## ${heading}\n`);
  const [section = ''] = below.split('\n## ');
  const table = section.split('\n').filter((line) => line.startsWith('|'));
  return table.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

const COLUMNS = [
  'aws_s3_bucket',
  'aws_kms_key',
  'aws_iam_role',
  'aws_iam_user',
  'aws_cloudwatch_event_rule',
  'aws_cloudwatch_metric_alarm',
  'aws_secretsmanager_secret',
  'aws_sns_topic',
];

/** The row that describes stacks: the number of all their resources in AWS, and of each column's type. */
function cellsOf(stacks: readonly Stack[]): number[] {
  const count = (type: string) => stacks.reduce((sum, stack) => sum + stack.all(type).length, 0);
  const addresses = stacks.flatMap((stack) => stack.addresses);
  const managed = addresses.filter((address) => !address.startsWith('terraform_data.'));
  return [managed.length, ...COLUMNS.map(count)];
}

test('the resources of a store on the page are those of its stack', () => {
  const expected = [
    ...Object.keys(STORES).map((name) => STACKS.filter(({ id }) => id === `${name}-prod`)),
    STACKS.filter(({ id }) => ['state-prod', 'ci-prod'].includes(id)),
  ];
  // A user has a group: 1 and 1.
  const shown = rows('What a store is made of').map(([, ...cells]) =>
    cells.map((cell) => Number(cell.replace(' and 1', ''))),
  );
  expect(shown).toEqual(expected.map(cellsOf));
});

test('the quotas on the page are those that are checked', () => {
  const number = (text = '') => Number(text.replaceAll(',', ''));
  const shown = rows('Quotas of an account')
    .slice(0, QUOTA_NAMES.length)
    .map(([name = '', scope, initial, maximum]) => [
      name,
      {
        scope: scope === 'account' ? 'account' : 'region',
        initial: number(initial),
        ...(maximum !== 'on request' && { maximum: number(maximum) }),
      },
    ]);
  const checked = QUOTA_NAMES.map((name) => {
    const { scope, initial, maximum }: Quota = QUOTAS[name];
    return [name, { scope, initial, ...(maximum !== undefined && { maximum }) }];
  });
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(checked));
});
