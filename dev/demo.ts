import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Listr } from 'listr2';
import { bootstrap } from '../cli/bootstrap/run-bootstrap';
import { environmentsFolder, readFolder } from '../config/files';
import { loadValid } from '../config/valid';
import { deploy, planIsEmpty, type StackOutputs } from './demo/deploy';
import { checkDeployed } from './demo/integrity';
import { record } from './demo/record';
import { tryForbidden } from './demo/forbidden';
import { renderReport, type StoreReport } from './demo/report';
import { type Told, tellVendor } from './demo/tell';
import { type DemoVendors, startVendors } from './demo/vendors';
import { LOCAL_ENVIRONMENT, makeWorkspace, type Workspace } from './demo/workspace';
import { type LocalAws, startLocalAws } from './local-aws';

const HELP = `npm run demo [-- --keep]

Deploys the stores of environments/local.yaml to an AWS on this machine, with the real cdktf,
terraform and AWS provider, tells vendors on this machine about them, writes a recording as each
vendor would, and cleans up.

  --keep   leave the local AWS running until Ctrl-C, and say how to look around
  --help   show this`;

interface Demo {
  aws: LocalAws;
  vendors: DemoVendors;
  workspace: Workspace;
  outputs: Readonly<Record<string, StackOutputs>>;
  told: ReadonlyMap<string, Told>;
  reports: StoreReport[];
}

/** `npm run demo` */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { keep: { type: 'boolean' }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const started = Date.now();
  const demo = {} as Demo;
  try {
    await steps(demo).run();
    console.log(`\n${renderReport(demo.reports, new Date())}`);
    console.log(`Done in ${Math.round((Date.now() - started) / 1000)} seconds.`);
    if (values.keep) await keep(demo);
  } finally {
    const { aws, vendors, workspace } = demo as Partial<Demo>;
    await vendors?.stop();
    await aws?.stop();
    workspace?.remove();
  }
}

type Show = (line: string) => void;

/** What is done, in this order, by its title. */
const STEPS: readonly (readonly [string, (demo: Demo, show: Show) => Promise<void>])[] = [
  ['Start an AWS on this machine, and vendors that write to it', start],
  ['Make the bucket for Terraform state (about a minute)', bootstrapLocal],
  ['Deploy every store of environments/local.yaml (about a minute and a half)', deployStores],
  [
    'Tell each vendor about its store, replace the key of the one that has one, and look at each',
    tellVendors,
  ],
  [
    'Write a recording as each vendor would, try what must be refused, check, and plan again',
    reportStores,
  ],
];

function steps(demo: Demo): Listr<object, 'default' | 'simple'> {
  const renderer = process.stdout.isTTY ? 'default' : 'simple';
  return new Listr<object, 'default' | 'simple'>(
    STEPS.map(([title, work]) => ({
      title,
      task: (_, task) =>
        work(demo, (line) => {
          task.output = line;
        }),
    })),
    { renderer },
  );
}

async function start(demo: Demo, onProgress: Show): Promise<void> {
  demo.aws = await startLocalAws({ onProgress });
  demo.vendors = await startVendors(demo.aws);
  demo.workspace = makeWorkspace(demo.aws, { vendors: demo.vendors.url });
}

async function deployStores(demo: Demo, show: Show): Promise<void> {
  // A log would fill with every line of it; a terminal shows the last one only.
  const onLine = process.stdout.isTTY ? show : undefined;
  demo.outputs = await deploy(demo.workspace, storeIds(demo), onLine);
}

async function tellVendors(demo: Demo): Promise<void> {
  const told = stores(demo).map(
    async (store) => [store.id, await tellVendor(demo.workspace, store)] as const,
  );
  demo.told = new Map(await Promise.all(told));
}

async function reportStores(demo: Demo): Promise<void> {
  demo.reports = await Promise.all(stores(demo).map((store) => report(demo, store)));
}

async function bootstrapLocal({ workspace }: Demo): Promise<void> {
  const { environments } = loadValid(readFolder(environmentsFolder(workspace.env)));
  await bootstrap({
    environments,
    environment: LOCAL_ENVIRONMENT,
    env: workspace.env,
    workFolder: `${workspace.folder}/bootstrap`,
    renderer: 'silent',
  });
}

function stores({ workspace }: Demo) {
  const { environments } = loadValid(readFolder(environmentsFolder(workspace.env)));
  return environments.flatMap((environment) => environment.stores);
}

const storeIds = (demo: Demo) => stores(demo).map(({ id }) => id);

async function report(demo: Demo, store: StoreReport['store']): Promise<StoreReport> {
  const outputs = demo.outputs[store.id] ?? {};
  const recording = await record(store, outputs, demo.aws);
  const refusals = await tryForbidden(store, outputs, demo.aws);
  const check = store.integrity && (await checkDeployed(demo, store, recording));
  const unchanged = await planIsEmpty(demo.workspace, store.id);
  const told = demo.told.get(store.id) ?? { connect: [], doctor: [] };
  return { store, outputs, told, recording, refusals, unchanged, ...(check && { check }) };
}

async function keep({ aws, workspace }: Demo): Promise<void> {
  const look = `aws --endpoint-url ${aws.endpoint}`;
  const credentials = 'AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1';
  console.log(`
The local AWS stays at ${aws.endpoint}. Look around from another shell, for example:

  export ${credentials}
  ${look} s3 ls
  ${look} s3 ls --recursive s3://callvault-local-calls
  ${look} s3api get-bucket-policy --bucket callvault-local-calls
  ${look} s3api get-bucket-lifecycle-configuration --bucket callvault-local-calls

The synthesized stacks are in ${workspace.output}/stacks. Ctrl-C ends everything.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
