import { change } from '../config/base';
import { type Attributes, synthesize } from './synthesized';

const MOVED = `    prefix: calls/
    pathPattern: calls/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}
    previousPaths: [{ prefix: recordings/ }, { prefix: old/, gone: true }]
    replication: { region: eu-west-1 }
    genesysRegion`;

const text = change(
  'source: manifest',
  'source: manifest, inventory: true',
  change('    genesysRegion', MOVED),
);
const [stack] = synthesize([{ file: 'environments/prod.yaml', text }], 'calls-prod');
const all = (type: string) => (stack?.all(type) ?? []).map(([, attributes]) => attributes);
const prefixOf = ({ filter }: Attributes) => ([filter].flat()[0] as { prefix: string }).prefix;

test('old versions on a path without current objects still expire, in the bucket and in the replica', () => {
  const expiring = all('aws_s3_bucket_lifecycle_configuration').map(({ rule }) =>
    (rule as Attributes[]).filter(({ noncurrent_version_expiration: old }) => old).map(prefixOf),
  );
  expect(expiring.filter((prefixes) => prefixes.includes('calls/'))).toEqual(
    Array(2).fill(['calls/', 'recordings/', 'old/']),
  );
});

test('a removed path is no longer replicated, and each remaining rule has its alarms', () => {
  const [replication] = all('aws_s3_bucket_replication_configuration');
  const rules = replication?.rule as Attributes[];
  expect(rules.map(prefixOf)).toEqual(['calls/', 'recordings/']);
  const watched = all('aws_cloudwatch_metric_alarm').map(
    ({ dimensions }) => (dimensions as { RuleId?: string } | undefined)?.RuleId,
  );
  expect(watched.filter((rule) => rule !== undefined).sort()).toEqual(
    rules.flatMap(({ id }) => [id, id]).sort(),
  );
});

test('with a previous path, the inventory covers the whole bucket', () => {
  const [inventory] = all('aws_s3_bucket_inventory');
  expect(inventory).toMatchObject({ name: 'integrity' });
  expect(inventory).not.toHaveProperty('filter');
});
