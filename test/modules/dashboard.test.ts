import { Dashboard, dashboardBody, type DashboardProps } from '../../modules/dashboard';
import { graphsOf } from '../../modules/dashboard-graphs';
import { grafanaDashboard } from '../../modules/grafana';
import { build } from './build';

const ALARM = 'arn:aws:cloudwatch:eu-central-1:111111111111:alarm:calls-prod-arrivals-silent';

const PROPS: DashboardProps = {
  name: 'calls-prod-recordings',
  region: 'eu-central-1',
  alarmArns: [ALARM],
  store: 'calls-prod',
  bucketName: 'acme',
  arriving: true,
  tried: true,
  checked: true,
  keyed: true,
  replicaBucketName: 'acme-replica',
  otherPrefixes: ['before/'],
};

const SIZE = 'Size of the bucket in bytes, by storage class';

test('a store has graphs of what it has', () => {
  expect(graphsOf(PROPS).map(({ title }) => title)).toEqual([
    'Recordings per hour',
    'Business hours since the last recording',
    'Percentage of the usual recordings',
    'Number of the link that refuses the canary; 0: none',
    'Discrepancies',
    'Days since the last check',
    'Age of the access key in days',
    'Seconds until copied',
    SIZE,
  ]);
  const nothing = {
    arriving: false,
    tried: false,
    checked: false,
    keyed: false,
    replicaBucketName: undefined,
  };
  expect(graphsOf({ ...PROPS, ...nothing }).map(({ title }) => title)).toEqual([SIZE]);
});

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: { readonly alarms?: unknown; readonly metrics?: readonly unknown[][] };
}

test('the dashboard shows the alarms above the graphs, and nothing overlaps', () => {
  const { only } = build((stack) => new Dashboard(stack, 'Dashboard', PROPS));
  const { dashboard_name: name, dashboard_body: body } = only('aws_cloudwatch_dashboard');
  expect(name).toBe('calls-prod-recordings');
  const { widgets } = JSON.parse(String(body)) as { widgets: Widget[] };
  expect(widgets[0]).toMatchObject({ type: 'alarm', y: 0, properties: { alarms: [ALARM] } });
  const cells = widgets.flatMap(({ x, y, width, height }) =>
    Array.from({ length: width * height }, (_, index) =>
      [x + (index % width), y + Math.floor(index / width)].join(),
    ),
  );
  expect(new Set(cells).size).toBe(cells.length);
  expect(Math.max(...widgets.map(({ x, width }) => x + width))).toBe(24);
  expect(widgets[1]?.properties.metrics).toEqual([
    ['callvault', 'Arrivals', 'Store', 'calls-prod'],
  ]);
  const { widgets: without } = dashboardBody({ ...PROPS, alarmArns: [] }) as {
    widgets: Widget[];
  };
  expect(without[0]).toMatchObject({ type: 'metric', y: 0 });
});

test('each replication rule is a line of its own', () => {
  const copied = graphsOf(PROPS).find(({ title }) => title === 'Seconds until copied');
  expect(copied?.metrics).toHaveLength(2);
  expect(copied?.metrics[0]?.dimensions).toMatchObject({
    SourceBucket: 'acme',
    DestinationBucket: 'acme-replica',
  });
});

interface Panel {
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number };
  readonly targets: readonly { readonly refId: string; readonly metricName?: string }[];
}

test('Grafana shows the same graphs with the same metrics', () => {
  const { panels } = grafanaDashboard({ ...PROPS, title: 'x', alarmPrefix: 'calls-prod-' }) as {
    panels: Panel[];
  };
  const graphs = graphsOf(PROPS);
  expect(panels.map(({ title }) => title)).toEqual(graphs.map(({ title }) => title));
  expect(panels.map(({ targets }) => targets.map(({ metricName }) => metricName))).toEqual(
    graphs.map(({ metrics, search }) => [
      ...metrics.map(({ metricName }) => metricName),
      ...(search === undefined ? [] : [undefined]),
    ]),
  );
  expect(panels[7]?.targets.map(({ refId }) => refId)).toEqual(['A', 'B']);
  expect(new Set(panels.map(({ gridPos: { x, y } }) => `${x},${y}`)).size).toBe(panels.length);
  expect(panels[0]?.targets[0]).toMatchObject({
    namespace: 'callvault',
    dimensions: { Store: ['calls-prod'] },
    region: 'eu-central-1',
  });
});
