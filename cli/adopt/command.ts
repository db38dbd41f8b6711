import * as fs from 'node:fs';
import type { Command } from 'commander';
import type { Environment } from '../../config/environment';
import type { ValidEnvironments } from '../../config/valid';
import { RefusedError } from '../../core/problem';
import { explainAwsError } from '../aws';
import { defineEnvironmentsCommand, type Outcome } from '../command';
import { EXIT } from '../exit';
import { findEnvironment } from '../find-store';
import { withProgress } from '../progress';
import type { BucketReport } from './adopt';

const HELP = `
Reads a bucket with its settings and objects, and says what takes it over as the bucket of a store: the gaps to the controls
in docs/controls.md in the order in which they are closed safely, and the store to add to the environment file. Once it is
there with adopt: true, it plans the stack with Terraform and reviews the plan, which imports the bucket and replaces nothing.
It changes nothing; see docs/adopt.md.

Of each object it reads the encryption and metadata, and the ACL where ACLs have an effect: one or two requests for each. It
reads the access points of the account and their policies, and who wrote in the last seven days from the access logs.

Exit codes: 0 nothing has to be done before the deployment, 6 something has to be done, 2 invalid input, 5 AWS
refused, or Terraform failed.`;

interface Flags {
  readonly environment?: string;
  readonly store: string;
  readonly vendor?: string;
  readonly objects: string;
  readonly imports?: string;
  readonly json?: boolean;
}

/** `callvault adopt <bucket>` */
export function adoptCommand(): Command {
  return defineEnvironmentsCommand<[string, Flags]>('adopt', adopt)
    .description('Say what takes over a bucket that exists as the bucket of a store.')
    .argument('<bucket>', 'name of the bucket')
    .option(
      '--environment <name>',
      'the environment of its account and region, if there are several',
    )
    .option('--store <name>', 'name of the proposed store', 'calls')
    .option('--vendor <vendor>', 'the vendor of the proposed store')
    .option('--objects <n>', 'objects to look at, or all', '2000')
    .option('--imports <file>', 'write import blocks for Terraform to this file')
    .addHelpText('after', HELP);
}

async function adopt(loaded: ValidEnvironments, name: string, flags: Flags): Promise<Outcome> {
  const { store, vendor, objects, imports, json = false } = flags;
  const limit = parseLimit(objects);
  const environment = chooseEnvironment(flags.environment, loaded.environments);
  const [{ examineBucket }, { renderBucketReport }] = await Promise.all([
    import('./adopt'),
    import('./render'),
  ]);
  const report = await withProgress(name, json, (onProgress) =>
    examineBucket({ name, environment, limit, store, vendor, onProgress }),
  ).catch((error: unknown) => {
    throw explainAwsError(error, name);
  });
  if (imports !== undefined) writeImports(imports, report);
  const reviewed = report.adopts === true ? await reviewPlan(loaded, report, json) : undefined;
  const isOpen = report.gaps.some(({ when }) => when === 'before');
  const hasPublic = report.objects.public.length > 0;
  return {
    text: [renderBucketReport(report), ...(reviewed ? [reviewed.text] : [])].join('\n\n'),
    json: { ...report, ...(reviewed && { plan: reviewed.json }) },
    code: isOpen || hasPublic ? EXIT.findings : (reviewed?.code ?? EXIT.ok),
  };
}

/** Plans the stack with its imports, and reviews the plan. */
async function reviewPlan(
  loaded: ValidEnvironments,
  { stack = '' }: BucketReport,
  json: boolean,
): Promise<Outcome> {
  const { runDeployment } = await import('../deploy/command');
  return runDeployment('diff', loaded, { patterns: [stack], json });
}

function chooseEnvironment(
  name: string | undefined,
  environments: readonly Environment[],
): Environment {
  const [first, ...others] = environments;
  if (name !== undefined) return findEnvironment(name, environments);
  if (first && others.length === 0) return first;
  throw RefusedError.of(
    'adopt-environment',
    'it is not known which environment the bucket belongs to',
    `Choose one with --environment: ${environments.map((each) => each.name).join(', ')}.`,
  );
}

function parseLimit(written: string): number {
  if (written === 'all') return Infinity;
  if (/^[1-9]\d{0,8}$/.test(written)) return Number(written);
  throw RefusedError.of(
    'adopt-objects',
    `${JSON.stringify(written)} is not a number of objects`,
    'Give a number, for example --objects 10000, or --objects all.',
  );
}

/** @throws RefusedError while no store has the bucket: the addresses are not known */
function writeImports(file: string, { imports, bucket }: BucketReport): void {
  if (!imports) {
    throw RefusedError.of(
      'adopt-imports',
      `no store has the bucket ${bucket}, so the addresses to import are not known`,
      'Add the store first: callvault adopt proposes it.',
    );
  }
  fs.writeFileSync(file, `${JSON.stringify({ import: imports }, null, 2)}\n`);
}
