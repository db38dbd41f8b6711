import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Listr } from 'listr2';
import { bootstrap } from '../cli/bootstrap/run-bootstrap';
import { environmentsFolder, readFolder } from '../config/files';
import { loadValid } from '../config/valid';
import { deploy, planIsEmpty, type StackOutputs } from './demo/deploy';
import { runDeployedCheck } from './demo/integrity';
import { record } from './demo/record';
import { tryForbidden } from './demo/forbidden';
import { renderDemoReport, type StoreReport } from './demo/report';
import { type StoreRegistration, registerStore } from './demo/registration';
import { type DemoVendors, startVendors } from './demo/vendors';
import { LOCAL_ENVIRONMENT, makeWorkspace, type Workspace } from './demo/workspace';
import { type LocalAws, startLocalAws } from './local-aws';

const HELP = `npm run demo [-- --keep]

Deploys the stores of environments/local.yaml to a local AWS, with the real cdktf, Terraform and AWS
provider. Registers each store with its (local) vendor, writes a recording as the vendor would, checks that
forbidden operations are rejected, runs the integrity check, and removes everything. Nothing leaves this machine.

  --keep   keep the local AWS running until Ctrl-C, and print commands to explore it
  --help   show this help`;

interface Demo {
  aws: LocalAws;
  vendors: DemoVendors;
  workspace: Workspace;
  outputs: Readonly<Record<string, StackOutputs>>;
  registrations: ReadonlyMap<string, StoreRegistration>;
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
    console.log(`\n${renderDemoReport(demo.reports, new Date())}`);
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

/** The steps, by title, in order. */
const STEPS: readonly (readonly [string, (demo: Demo, show: Show) => Promise<void>])[] = [
  ['Start a local AWS, and local vendors that write to it', start],
  ['Create the bucket for Terraform state (about 1 minute)', bootstrapLocal],
  ['Deploy the stores of environments/local.yaml (about 90 seconds)', deployStores],
  [
    'Register each store with its vendor, rotate access keys, and diagnose each store',
    registerStores,
  ],
  [
    'Write a recording as each vendor would, try forbidden operations, check, and plan again',
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
  // A terminal shows the last line only; a log file would get every line.
  const onLine = process.stdout.isTTY ? show : undefined;
  demo.outputs = await deploy(demo.workspace, storeIds(demo), onLine);
}

async function registerStores(demo: Demo): Promise<void> {
  const registrations = stores(demo).map(
    async (store) => [store.id, await registerStore(demo.workspace, store)] as const,
  );
  demo.registrations = new Map(await Promise.all(registrations));
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
  const check = store.integrity && (await runDeployedCheck(demo, store, recording));
  const unchanged = await planIsEmpty(demo.workspace, store.id);
  const registration = demo.registrations.get(store.id) ?? { connect: [], doctor: [] };
  return {
    store,
    outputs,
    registration,
    recording,
    refusals,
    unchanged,
    ...(check && { check }),
  };
}

async function keep({ aws, workspace }: Demo): Promise<void> {
  const look = `aws --endpoint-url ${aws.endpoint}`;
  const credentials = 'AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test AWS_REGION=us-east-1';
  console.log(`
The local AWS keeps running at ${aws.endpoint}. Explore it from another shell, for example:

  export ${credentials}
  ${look} s3 ls
  ${look} s3 ls --recursive s3://callvault-local-calls
  ${look} s3api get-bucket-policy --bucket callvault-local-calls
  ${look} s3api get-bucket-lifecycle-configuration --bucket callvault-local-calls

The synthesized stacks are in ${workspace.output}/stacks. Ctrl-C stops everything and removes them.`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
