import * as fs from 'node:fs';
import * as z from 'zod';
import { tryParseJson } from '../../core/parse-json';
import { RefusedError } from '../../core/problem';
import { EVIDENCE_NAMES, EVIDENCE_VERSION, sha256Of } from './evidence';
import { type ManifestSignature, signatureSchema } from './signature';
import { type ArchiveFiles, tryReadArchive } from './zip';

const schema = z.strictObject({
  version: z.literal(EVIDENCE_VERSION),
  environment: z.string(),
  asOf: z.string(),
  files: z.record(z.string(), z.string()),
});

/** What is known about a pack. */
export interface EvidenceVerification {
  /** SHA-256 of the whole pack, which stands for it in a ticket or a letter. */
  readonly digest: string;
  readonly environment?: string;
  readonly asOf?: string;
  /** Files besides the manifest and the signature. */
  readonly files: number;
  /** Everything that is wrong, in sentences without their full stop. */
  readonly problems: readonly string[];
  /** What the signature says, in a sentence without its full stop. */
  readonly signature: string;
}

/** How a pack is verified. */
export interface VerifyOptions {
  /** The SHA-256 that the pack had. @default - not known */
  readonly digest?: string | undefined;
  /** Checks the signature with a key that the reader trusts. @default - it is not checked */
  readonly isSigned?: (
    manifest: Uint8Array,
    signature: ManifestSignature,
  ) => Promise<boolean> | boolean;
}

/**
 * Finds any change of a pack: of a file, its name or its place in the archive, and of the manifest if it is signed or the
 * digest of the pack is known.
 */
export async function verifyEvidence(
  bytes: Uint8Array,
  { digest: expected, isSigned }: VerifyOptions = {},
): Promise<EvidenceVerification> {
  const digest = sha256Of(bytes);
  const other =
    expected !== undefined && expected.toLowerCase().replace(/^sha256:/, '') !== digest
      ? [`The SHA-256 of the pack is ${digest}, and not ${expected}`]
      : [];
  const unread = { digest, files: 0, signature: 'Not checked' };
  const archive = tryReadArchive(bytes);
  if (!archive)
    return { ...unread, problems: [...other, 'It is not an archive, or it is damaged'] };
  const { files, isExact } = archive;
  const inexact = isExact ? [] : ['The archive is not as callvault report writes it'];
  const text = files[EVIDENCE_NAMES.manifest] ?? new Uint8Array();
  const manifest = schema.safeParse(tryParseJson(Buffer.from(text).toString('utf8')));
  if (!manifest.success) {
    const lost = `${EVIDENCE_NAMES.manifest} is missing, or was changed`;
    return { ...unread, problems: [...other, ...inexact, lost] };
  }
  const signed = await checkSignature(files, text, isSigned);
  const { environment, asOf, files: listed } = manifest.data;
  return {
    digest,
    environment,
    asOf,
    files: Object.keys(listed).length,
    problems: [...other, ...compare(files, listed), ...inexact, ...signed.problems],
    signature: signed.says,
  };
}

function compare(files: ArchiveFiles, listed: Readonly<Record<string, string>>): string[] {
  const about: readonly string[] = Object.values(EVIDENCE_NAMES);
  const names = Object.keys(files).filter((name) => !about.includes(name));
  return [
    ...Object.entries(listed).flatMap(([name, digest]) => {
      const bytes = Object.hasOwn(files, name) ? files[name] : undefined;
      if (!bytes) return [`${name} is missing`];
      return sha256Of(bytes) === digest ? [] : [`${name} was changed`];
    }),
    ...names.filter((name) => !Object.hasOwn(listed, name)).map((name) => `${name} was added`),
  ];
}

async function checkSignature(
  files: ArchiveFiles,
  manifest: Uint8Array,
  isSigned: VerifyOptions['isSigned'],
): Promise<{ readonly says: string; readonly problems: readonly string[] }> {
  const text = files[EVIDENCE_NAMES.signature];
  if (!text) {
    const problems = isSigned ? ['It is not signed, or the signature was removed'] : [];
    return { says: 'Not signed', problems };
  }
  const parsed = signatureSchema.safeParse(tryParseJson(Buffer.from(text).toString('utf8')));
  if (!parsed.success) {
    return { says: 'Not valid', problems: [`${EVIDENCE_NAMES.signature} cannot be read`] };
  }
  const { keyArn } = parsed.data;
  if (!isSigned) {
    return {
      says: `Signed with ${keyArn}, which was not checked: give --key or --public-key`,
      problems: [],
    };
  }
  return (await isSigned(manifest, parsed.data))
    ? { says: 'Valid, by the key that was given', problems: [] }
    : { says: 'Not valid', problems: ['The signature is not that of the given key'] };
}

/** The bytes of a pack. @throws RefusedError for a file that cannot be read */
export const readPack = (file: string): Uint8Array =>
  readGiven(file, 'Give the file of --evidence.');

/** The public key of a file. @throws RefusedError for a file that cannot be read */
export const readPem = (file: string): string =>
  Buffer.from(readGiven(file, 'Give the file of the public key.')).toString('utf8');

function readGiven(file: string, fix: string): Uint8Array {
  try {
    return fs.readFileSync(file);
  } catch (cause) {
    throw RefusedError.of('report-file', `${file} cannot be read`, fix).causedBy(cause);
  }
}
