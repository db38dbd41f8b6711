import { Command, InvalidArgumentError } from 'commander';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { ValidEnvironments } from '../../config/valid';
import { type Day, dayOf, isDay } from '../../core/day';
import { RefusedError } from '../../core/problem';
import { redact } from '../../core/redact';
import type { Environment } from '../../config/environment';
import { defineEnvironmentsCommand, type Outcome } from '../command';
import { findEnvironment } from '../find-store';
import { withProgress } from '../progress';
import { parseCommit } from '../plans/commit';
import { userPath } from '../project-folder';
import { replaceFile } from '../replace-file';
import { diffReportsCommand } from './diff-command';
import type { EvidenceFlags } from './evidence-parts';
import type { EnvironmentReport } from './model';
import { verifyReportCommand } from './verify-command';

const HELP = `
Writes a page that an auditor can read, print and keep, and the same facts as JSON: per store, its parts, who can do
what, when recordings are gone, the security controls with their exceptions, and what could not be looked at. With --live,
it reads what is deployed with your credentials, as callvault doctor does: the policies then decide who can do what, and
the page has the last arrival, the integrity checks, holds, keys, alarms, canaries and every difference from the environment
file. The page needs no network and contains no script.

--evidence writes one archive instead: the page, the JSON, the stacks, the policies, the reports of integrity checks, the
register and the versions, with the SHA-256 of each file; with --plans, the digests of plans; with --commit, who approved
and merged it on GitHub (GITHUB_TOKEN and GITHUB_REPOSITORY); with --sign, signed by a key of KMS. The same input gives the
same bytes. callvault report verify finds any change.

Exit codes: 0 done, 2 invalid input, 5 AWS refused.
docs/report.md explains each part.`;

/** Options of `callvault report`. */
export interface ReportFlags extends EvidenceFlags {
  readonly evidence?: string;
  readonly live?: boolean;
  readonly out?: string;
  readonly at?: string;
  readonly json?: boolean;
}

/** `callvault report <environment>` */
export function reportCommand(): Command {
  return defineEnvironmentsCommand<[string, ReportFlags]>('report', report)
    .description('Write a page about an environment for auditors.')
    .argument('<environment>', 'name of the environment')
    .option('--live', 'read what is deployed, and compare it with the environment file')
    .option(
      '--out <path>',
      'an .html file, or the folder in which report-<environment>.html is written',
      '.',
    )
    .option('--at <day>', 'the day in UTC that dates are computed for; today by default', parseDay)
    .option('--evidence <file>', 'write an archive with the evidence instead, e.g. evidence.zip')
    .option('--plans <folder...>', 'folders of callvault plan, for the archive')
    .option(
      '--commit <commit>',
      'the merged commit whose approval is added to the archive',
      parseCommit,
    )
    .option('--sign <arn>', 'ARN of the KMS key that signs the archive')
    .addHelpText('after', HELP)
    .addCommand(diffReportsCommand())
    .addCommand(verifyReportCommand());
}

async function report(
  loaded: ValidEnvironments,
  name: string,
  flags: ReportFlags,
): Promise<Outcome> {
  refuseAlone(flags);
  const { at = dayOf(Date.now()), json: asJson = false, evidence } = flags;
  const found = await withProgress(`report ${name}`, asJson, (onProgress) =>
    collect(loaded, { ...flags, name, at }, onProgress),
  );
  const unread = flags.live ? '' : ' AWS was not read; --live reads it.';
  if (evidence !== undefined) {
    const environment = findEnvironment(name, loaded.environments);
    const digest = await writeEvidence(evidence, found, { ...flags, environment });
    const text = `Wrote ${evidence}, SHA-256 ${digest}.${unread}`;
    return { text, json: { files: [evidence], digest, report: found } };
  }
  const { renderReportPage } = await import('./page');
  const files = filesOf(userPath(flags.out ?? '.'), name);
  write(files.page, renderReportPage(found));
  write(files.json, `${JSON.stringify(found, null, 2)}\n`);
  const text = `Wrote ${files.page} and ${files.json}.${unread}`;
  return { text, json: { files: Object.values(files), report: found } };
}

/** @throws RefusedError for options of an archive without one */
function refuseAlone({ evidence, plans, commit, sign }: ReportFlags): void {
  const [first] = Object.entries({ plans, commit, sign }).filter(([, each]) => each !== undefined);
  if (evidence !== undefined || !first) return;
  throw RefusedError.of(
    'report-evidence',
    `--${first[0]} is about an archive, and there is no --evidence`,
    'Add --evidence with the name of a file, such as evidence.zip.',
  );
}

/** Returns the SHA-256 of the archive. */
async function writeEvidence(
  file: string,
  found: EnvironmentReport,
  { environment, ...flags }: EvidenceFlags & { readonly environment: Environment },
): Promise<string> {
  const [{ packEvidence, sha256Of }, { readEvidenceParts }] = await Promise.all([
    import('./evidence'),
    import('./evidence-parts'),
  ]);
  const pack = await packEvidence(found, await readEvidenceParts(found, environment, flags));
  write(file, pack);
  return sha256Of(pack);
}

interface Asked extends ReportFlags {
  readonly name: string;
  readonly at: Day;
}

async function collect(
  { environments, files }: ValidEnvironments,
  { name, live = false, at }: Asked,
  onProgress: (what: string) => void,
): Promise<EnvironmentReport> {
  const environment = findEnvironment(name, environments);
  const [{ collectReport }, { loadEnvironments }, { findCache }, { tryTerraformVersion }] =
    await Promise.all([
      import('./collect'),
      import('../../config/load'),
      import('../../synth/cache'),
      import('./terraform-version'),
    ]);
  const { problems, acknowledged } = loadEnvironments(files, findCache(), at);
  const isOwn = ({ file }: { readonly file: string }) => file === environment.file;
  const found = await collectReport(environment, {
    asOf: at,
    live,
    warnings: problems.filter((each) => each.warning && isOwn(each)),
    acknowledged: acknowledged.filter(isOwn),
    env: process.env,
    terraform: await tryTerraformVersion(process.env),
    onProgress,
  });
  // A vendor can repeat a secret in an answer.
  return JSON.parse(redact(JSON.stringify(found))) as EnvironmentReport;
}

/** The page, and the JSON next to it. */
function filesOf(out: string, name: string): { readonly page: string; readonly json: string } {
  const page = /\.html?$/i.test(out) ? out : path.join(out, `report-${name}.html`);
  return { page, json: page.replace(/\.html?$/i, '.json') };
}

function write(file: string, content: string | Uint8Array): void {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  replaceFile(file, content);
}

function parseDay(written: string): Day {
  if (isDay(written)) return written;
  throw new InvalidArgumentError('Write a date as 2026-11-20.');
}
