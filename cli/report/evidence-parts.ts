import { S3Client } from '@aws-sdk/client-s3';
import type { Environment } from '../../config/environment';
import { s3RunStore } from '../../integrity/s3-run-store';
import { localPlace } from '../aws';
import { asDeployer } from '../deployer';
import { readApproval } from '../github/approval';
import { GithubClient, githubRepository } from '../github/client';
import { markerOf } from '../github/document';
import { readManifest } from '../plans/manifest';
import type { EvidenceParts } from './evidence';
import type { EnvironmentReport } from './model';
import { kmsSigner } from './signature';

/** Options of `callvault report --evidence`. */
export interface EvidenceFlags {
  readonly plans?: readonly string[];
  readonly commit?: string;
  readonly sign?: string;
}

/**
 * What a pack contains besides the report: the reports of the integrity checks, plans, and how a commit was merged.
 *
 * @throws RefusedError for a folder without plans, and for a commit that was not merged by a pull request
 */
export async function readEvidenceParts(
  report: EnvironmentReport,
  environment: Environment,
  { plans = [], commit, sign }: EvidenceFlags,
): Promise<EvidenceParts> {
  return {
    checks: await readChecks(report, environment),
    plans: plans.map(readManifest),
    ...(commit !== undefined && { approval: await approvalOf(commit, environment) }),
    ...(sign !== undefined && { sign: kmsSigner(sign, localPlace(environment)) }),
  };
}

function approvalOf(commit: string, { name }: Environment) {
  const github = new GithubClient(githubRepository(process.env));
  return readApproval(github, commit, markerOf(`callvault-review-${name}`));
}

/** The reports of the runs that the report lists, as they are stored. */
async function readChecks({ stores }: EnvironmentReport, environment: Environment) {
  const checks: Record<string, string> = {};
  for (const { stack, deployed } of stores) {
    const store = environment.stores.find(({ id }) => id === stack);
    if (!store?.integrity || !deployed?.runs) continue;
    const s3 = new S3Client(await asDeployer(environment, store.region));
    const files = s3RunStore({ s3, bucket: store.integrity.reportBucketName }, 'reports');
    for (const { run } of deployed.runs) {
      const text = await files.tryRead(`${run}.json`);
      if (text !== undefined) checks[`${stack}/${run}`] = text;
    }
  }
  return checks;
}
