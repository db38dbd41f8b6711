import { type Graph, type GraphProps, graphsOf } from './dashboard-graphs';

/** Columns of a dashboard of Grafana, and of one panel. */
const [COLUMNS, PANEL_COLUMNS] = [24, 12];

const PANEL_ROWS = 8;

/** The data source, which the person who imports the dashboard chooses. */
const DATA_SOURCE = { type: 'cloudwatch', uid: '${datasource}' };

/** What {@link grafanaDashboard} is made from. */
export interface GrafanaProps extends GraphProps {
  readonly title: string;
  readonly region: string;
  /** How the names of the alarms begin whose changes of state are marked in the graphs. */
  readonly alarmPrefix: string;
}

/**
 * The dashboard of a store for Grafana, with its data source for CloudWatch.
 *
 * @see Grafana documentation, "JSON model" and "CloudWatch query editor"
 */
export function grafanaDashboard(props: GrafanaProps): object {
  return {
    title: props.title,
    tags: ['callvault'],
    schemaVersion: 39,
    time: { from: 'now-14d', to: 'now' },
    templating: {
      list: [{ name: 'datasource', label: 'CloudWatch', type: 'datasource', query: 'cloudwatch' }],
    },
    annotations: { list: [alarmMarks(props)] },
    panels: graphsOf(props).map((graph, index) => ({
      id: index + 1,
      type: 'timeseries',
      title: graph.title,
      datasource: DATA_SOURCE,
      gridPos: {
        x: (index * PANEL_COLUMNS) % COLUMNS,
        y: Math.floor((index * PANEL_COLUMNS) / COLUMNS) * PANEL_ROWS,
        w: PANEL_COLUMNS,
        h: PANEL_ROWS,
      },
      fieldConfig: { defaults: { min: 0 }, overrides: [] },
      targets: targetsOf(graph, props.region),
    })),
  };
}

/** Marks where alarms changed their states. */
function alarmMarks({ region, alarmPrefix }: GrafanaProps): object {
  return {
    name: 'Alarms',
    datasource: DATA_SOURCE,
    enable: true,
    iconColor: 'red',
    target: {
      queryMode: 'Annotations',
      prefixMatching: true,
      alarmNamePrefix: alarmPrefix,
      actionPrefix: '',
      region,
      refId: 'Alarms',
    },
  };
}

/** Of the editor of metrics: a metric that is chosen, and an expression. */
const [BUILDER, CODE] = [0, 1];

function targetsOf({ metrics, search, statistic, period }: Graph, region: string): object[] {
  const common = (index: number) => ({
    refId: String.fromCharCode('A'.charCodeAt(0) + index),
    datasource: DATA_SOURCE,
    queryMode: 'Metrics',
    metricQueryType: 0,
    region,
    statistic,
    period: String(period),
  });
  return [
    ...metrics.map(({ namespace, metricName, dimensions }, index) => ({
      ...common(index),
      metricEditorMode: BUILDER,
      namespace,
      metricName,
      dimensions: Object.fromEntries(
        Object.entries(dimensions).map(([name, value]) => [name, [value]]),
      ),
      matchExact: true,
      expression: '',
    })),
    ...(search === undefined
      ? []
      : [{ ...common(metrics.length), metricEditorMode: CODE, expression: search }]),
  ];
}
