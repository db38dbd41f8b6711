import type { Command } from 'commander';
import { defineStoreCommand } from '../command';

const HELP = `
Prints the dashboard of a store as JSON for Grafana: arrivals, discrepancies, the age of the last check and of the access
key, copies, the size of the bucket, and marks where alarms changed their state. In Grafana, import it under Dashboards, New,
Import, and choose the data source for CloudWatch. It calls nothing.

CloudWatch has the same dashboard with the store's setting dashboard: true; see docs/dashboard.md.

Exit codes: 0 done, 2 invalid input.`;

/** `callvault dashboard <stack>` */
export function dashboardCommand(): Command {
  return defineStoreCommand('dashboard', async ({ found: { store } }) => {
    const [{ grafanaDashboard }, { graphProps }] = await Promise.all([
      import('../../modules/grafana'),
      import('../../store/dashboard'),
    ]);
    const dashboard = grafanaDashboard({
      ...graphProps(store),
      title: `Recordings of ${store.id}`,
      region: store.region,
      alarmPrefix: `${store.nameId}-`,
    });
    return { text: JSON.stringify(dashboard, null, 2), json: { dashboard } };
  })
    .description('Print the dashboard of a store for Grafana.')
    .addHelpText('after', HELP);
}
