import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { Listr } from 'listr2';
import { bootstrap } from '../cli/commands/bootstrap';
import { readFolder } from '../config/files';
import { loadEnvironments } from '../config/load';
import { deploy, planIsEmpty, type StackOutputs } from './demo/deploy';
import { checkDeployed } from './demo/integrity';
import { record } from './demo/record';
import { tryForbidden } from './demo/forbidden';
import { renderReport, type StoreReport } from './demo/report';
import { LOCAL_ENVIRONMENT, makeWorkspace, type Workspace } from './demo/workspace';
import { type LocalAws, startLocalAws } from './local-aws';

const HELP = `npm run demo [-- --keep]

Deploys the stores of environments/local.yaml to an AWS on this machine, with the real cdktf,
terraform and AWS provider, writes a recording as each vendor would, and cleans up.

  --keep   leave the local AWS running until Ctrl-C, and say how to look around
  --help   show this`;

interface Demo {
  aws: LocalAws;
  workspace: Workspace;
  outputs: Readonly<Record<string, StackOutputs>>;
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
    const { aws, workspace } = demo as Partial<Demo>;
    await aws?.stop();
    workspace?.remove();
  }
}

function steps(demo: Demo): Listr<object, 'default' | 'simple'> {
  const renderer = process.stdout.isTTY ? 'default' : 'simple';
  return new Listr<object, 'default' | 'simple'>(
    [
      {
        title: 'Start an AWS on this machine',
        task: async (_, task) => {
          demo.aws = await startLocalAws({
            onProgress: (line) => {
              task.output = line;
            },
          });
          demo.workspace = makeWorkspace(demo.aws);
        },
      },
      {
        title: 'Make the bucket for Terraform state (about a minute)',
        task: () => bootstrapLocal(demo),
      },
      {
        title: 'Deploy every store of environments/local.yaml (about a minute and a half)',
        task: async (_, task) => {
          const show = (line: string) => {
            task.output = line;
          };
          // A log would fill with every line of it; a terminal shows the last one only.
          const onLine = process.stdout.isTTY ? show : undefined;
          demo.outputs = await deploy(demo.workspace, storeIds(demo), onLine);
        },
      },
      {
        title:
          'Write a recording as each vendor would, try what must be refused, check, and plan again',
        task: async () => {
          demo.reports = await Promise.all(stores(demo).map((store) => report(demo, store)));
        },
      },
    ],
    { renderer },
  );
}

async function bootstrapLocal({ workspace }: Demo): Promise<void> {
  await bootstrap({
    environment: LOCAL_ENVIRONMENT,
    env: workspace.env,
    workFolder: `${workspace.folder}/bootstrap`,
    renderer: 'silent',
  });
}

function stores({ workspace }: Demo) {
  const { environments } = loadEnvironments(readFolder(workspace.env.CALLVAULT_ENVIRONMENTS ?? ''));
  return environments.flatMap((environment) => environment.stores);
}

const storeIds = (demo: Demo) => stores(demo).map(({ id }) => id);

async function report(demo: Demo, store: StoreReport['store']): Promise<StoreReport> {
  const outputs = demo.outputs[store.id] ?? {};
  const recording = await record(store, outputs, demo.aws);
  const refusals = await tryForbidden(store, outputs, demo.aws);
  const check = store.integrity && (await checkDeployed(demo, store, recording));
  const unchanged = await planIsEmpty(demo.workspace, store.id);
  return { store, outputs, recording, refusals, unchanged, ...(check && { check }) };
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
