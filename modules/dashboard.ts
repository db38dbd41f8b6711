import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Construct } from 'constructs';
import { type Graph, type GraphProps, graphsOf } from './dashboard-graphs';

/** Columns of a dashboard, and of one graph. */
const [COLUMNS, GRAPH_COLUMNS] = [24, 12];

const GRAPH_ROWS = 6;
const ALARM_ROWS = 3;

/** Props of {@link Dashboard}. */
export interface DashboardProps extends GraphProps {
  /** Unique in the account. */
  readonly name: string;
  readonly region: string;
  /** ARNs of the alarms whose states are shown. */
  readonly alarmArns: readonly string[];
}

/** Shows the metrics of a store and the states of its alarms in CloudWatch. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    new CloudwatchDashboard(this, 'Dashboard', {
      dashboardName: props.name,
      dashboardBody: JSON.stringify(dashboardBody(props)),
    });
  }
}

/** @see Amazon CloudWatch API Reference, "Dashboard Body Structure and Syntax" */
export function dashboardBody(props: DashboardProps): object {
  const { alarmArns: alarms } = props;
  const states = {
    type: 'alarm',
    x: 0,
    y: 0,
    width: COLUMNS,
    height: ALARM_ROWS,
    properties: { title: 'Alarms', alarms },
  };
  const top = alarms.length > 0 ? ALARM_ROWS : 0;
  return {
    start: '-P14D',
    widgets: [
      ...(alarms.length > 0 ? [states] : []),
      ...graphsOf(props).map((graph, index) => ({
        type: 'metric',
        x: (index * GRAPH_COLUMNS) % COLUMNS,
        y: top + Math.floor((index * GRAPH_COLUMNS) / COLUMNS) * GRAPH_ROWS,
        width: GRAPH_COLUMNS,
        height: GRAPH_ROWS,
        properties: graphProperties(graph, props.region),
      })),
    ],
  };
}

function graphProperties(graph: Graph, region: string): object {
  const { title, metrics, search, statistic: stat, period } = graph;
  return {
    title,
    region,
    view: 'timeSeries',
    stat,
    period,
    metrics: [
      ...metrics.map(({ namespace, metricName, dimensions }) => [
        namespace,
        metricName,
        ...Object.entries(dimensions).flat(),
      ]),
      ...(search === undefined ? [] : [[{ expression: search }]]),
    ],
    yAxis: { left: { min: 0 } },
  };
}
