import { createHash } from 'node:crypto';
import { readPolicies } from '../../access/policies';
import type { Policy } from '../../core/policy';
import type { MergeApproval } from '../github/approval';
import { digestOf, type Manifest } from '../plans/manifest';
import { type EnvironmentReport, type ReportedStore, stacksIn } from './model';
import { renderReportPage } from './page';
import type { ManifestSignature, SignManifest } from './signature';
import { type ArchiveFiles, bytesOf, writeArchive } from './zip';

/** The version of the pack. It rises when something is renamed or removed, not when something is added. */
export const EVIDENCE_VERSION = 1;

/** Names of the files about the others. */
export const EVIDENCE_NAMES = { manifest: 'manifest.json', signature: 'signature.json' } as const;

/** Which files a pack has, with the SHA-256 of each. */
export interface EvidenceManifest {
  readonly version: typeof EVIDENCE_VERSION;
  readonly environment: string;
  readonly asOf: string;
  readonly files: Readonly<Record<string, string>>;
}

/** What a pack contains besides the report. */
export interface EvidenceParts {
  /** The reports of integrity checks as they are stored, by `<stack>/<run>`. @default - none was read */
  readonly checks?: Readonly<Record<string, string>>;
  /** Manifests of `callvault plan`. @default - none was given */
  readonly plans?: readonly Manifest[];
  /** How a commit was reviewed and merged. @default - none was asked for */
  readonly approval?: MergeApproval | undefined;
  /** Signs the manifest. @default - it is not signed */
  readonly sign?: SignManifest | undefined;
}

/** The SHA-256 of bytes, in hexadecimal digits. */
export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

/** A pack of evidence, as one archive. The same input gives the same bytes. */
export async function packEvidence(
  report: EnvironmentReport,
  parts: EvidenceParts,
): Promise<Uint8Array> {
  const files = filesOf(report, parts);
  const manifest: EvidenceManifest = {
    version: EVIDENCE_VERSION,
    environment: report.environment.name,
    asOf: report.asOf,
    files: Object.fromEntries(
      Object.entries(files)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, bytes]) => [name, sha256Of(bytes)]),
    ),
  };
  const text = bytesOf(asText(manifest));
  const signature: ManifestSignature | undefined = parts.sign && (await parts.sign(text));
  return writeArchive({
    ...files,
    [EVIDENCE_NAMES.manifest]: text,
    ...(signature && { [EVIDENCE_NAMES.signature]: bytesOf(asText(signature)) }),
  });
}

const asText = (value: object) => `${JSON.stringify(value, null, 2)}\n`;

function filesOf(
  report: EnvironmentReport,
  { checks = {}, plans = [], approval }: EvidenceParts,
): ArchiveFiles {
  const { stores, register, versions } = report;
  const holds = stores.flatMap(({ stack, deployed }) =>
    (deployed?.holds ?? []).map((hold) => ({ stack, ...hold })),
  );
  const holdsNotKnown = stores.filter(({ deployed }) => !deployed?.holds).map(({ stack }) => stack);
  const objects: readonly (readonly [name: string, value: object])[] = [
    ['report.json', report],
    ['versions.json', versions],
    ['register.json', { ...register, holds, holdsNotKnown }],
    ...stacksIn(report).map(([id, value]) => [`stacks/${id}/cdk.tf.json`, value] as const),
    ...stores.flatMap(policyFiles),
    ...planFiles(plans),
    ...(approval ? [['approval.json', approval] as const] : []),
  ];
  return {
    'report.html': bytesOf(renderReportPage(report)),
    ...Object.fromEntries(objects.map(([name, value]) => [name, bytesOf(asText(value))])),
    ...Object.fromEntries(
      Object.entries(checks).map(([name, text]) => [`checks/${name}.json`, bytesOf(text)]),
    ),
  };
}

/** Plans of one commit that differ have the beginning of their SHA-256 in their names, too. */
function planFiles(plans: readonly Manifest[]): (readonly [string, object])[] {
  const all = plans.map((plan) => {
    const file = { digest: digestOf(plan), ...plan };
    return {
      file,
      name: `${plan.environment}-${plan.base}`,
      hash: sha256Of(bytesOf(asText(file))),
    };
  });
  return all.map(({ file, name, hash }) => {
    const isShared = all.some((each) => each.name === name && each.hash !== hash);
    return [`plans/${name}${isShared ? `-${hash.slice(0, 12)}` : ''}.json`, file] as const;
  });
}

/** The policies of a store: those of its synthesized stack, and those that were read. */
function policyFiles({
  stack,
  configuration,
  deployed,
}: ReportedStore): (readonly [string, object])[] {
  const read = readPolicies(stack, JSON.stringify(configuration));
  const all: (readonly [string, Policy | undefined])[] = [
    ...read.buckets.map(({ name, policy }) => [`bucket-${name}`, policy] as const),
    ...read.keys.map(({ kind, policy }) => [`key-${kind}`, policy] as const),
    ...read.principals.flatMap(({ kind, name, policy, trust }) => [
      [`${kind}-${name}`, policy] as const,
      [`trust-${name}`, trust] as const,
    ]),
    ...read.secrets.map(({ policy }, index) => [`secret-${index + 1}`, policy] as const),
    ...read.messaging.map(({ kind, policy }, index) => [`${kind}-${index + 1}`, policy] as const),
  ];
  return [
    ...all.flatMap(([name, policy]) =>
      policy ? [[`policies/${stack}/synthesized/${name}.json`, policy] as const] : [],
    ),
    ...Object.entries(deployed?.policies ?? {}).map(
      ([name, policy]) => [`policies/${stack}/deployed/${name}.json`, policy] as const,
    ),
  ];
}
