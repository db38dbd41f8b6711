import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod';
import { RefusedError } from '../../core/problem';
import { PROVIDER_LOCK } from '../../config/provider-lock';
import { filesOf } from '../cloud/archive';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const commit = z.string().regex(/^[0-9a-f]{40,64}$/);

const id = z.string().regex(/^[a-z0-9-]{1,65}$/);

/** Addresses of resources that lose `prevent_destroy`, which no plan shows. */
const unguarded = z.array(z.string()).default([]);

/** Our own words, and values of Terraform: see review/sentence.ts. */
const what = z.strictObject({
  parts: z.array(z.union([z.string(), z.strictObject({ value: z.string() })])),
});

const manifest = z.strictObject({
  version: z.literal(1),
  environment: z.string().regex(/^[a-z0-9-]{1,32}$/),
  base: commit,
  stacks: z.array(
    z.strictObject({
      id,
      /** Hash of the synthesized stack and the code of its functions. */
      configuration: sha256,
      /** Hash of the lock file: the providers it was planned with. */
      lock: sha256,
      /** Hash of the file that `terraform apply` needs. */
      plan: sha256,
      unguarded,
    }),
  ),
  /** Stacks with changes that are deployed by hand: their plans are for the review. */
  byHand: z.array(z.strictObject({ id, unguarded })).default([]),
  /** Stacks that were removed from the environment files. */
  gone: z
    .array(
      z.strictObject({
        id,
        renamedTo: id.optional(),
        was: z.enum(['moved', 'in use', 'retired', 'destroyable']).optional(),
      }),
    )
    .default([]),
  /** Stacks without a plan: Terraform refused, or failed. */
  unplanned: z
    .array(z.strictObject({ id, guarded: z.boolean(), address: z.string(), what }))
    .default([]),
  /** What else the plans do not show, in sentences. */
  notes: z.array(z.string()).default([]),
});

/** What was planned: which stacks, from which files, on which commit. */
export type Manifest = z.infer<typeof manifest>;

/** Names of files in a folder of plans. */
export const NAMES = {
  manifest: 'manifest.json',
  plan: 'tfplan',
  json: 'plan.json',
  lock: PROVIDER_LOCK,
} as const;

function hashOf(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The SHA-256 of a file, in hexadecimal digits. */
export function hashFile(file: string): string {
  return hashOf(fs.readFileSync(file));
}

/** The SHA-256 of a synthesized stack: of the names and contents of its files. */
export function hashConfiguration(folder: string): string {
  const files = filesOf(folder).filter((name) => name !== NAMES.lock);
  const lines = files.map((name) => `${hashFile(path.join(folder, name))} ${name}`);
  return hashOf(lines.join('\n'));
}

/** The digest of a manifest, which stands for all plans in a comment, e.g. `sha256:4f53…`. */
export function digestOf({ version, environment, base, stacks }: Manifest): string {
  const each = stacks.map(({ id, configuration, lock, plan }) => [id, configuration, lock, plan]);
  return `sha256:${hashOf(JSON.stringify([version, environment, base, each]))}`;
}

/**
 * Reads the manifest of a folder of plans.
 *
 * @throws RefusedError for a folder without a valid manifest
 */
export function readManifest(folder: string): Manifest {
  const file = path.join(folder, NAMES.manifest);
  try {
    return manifest.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch (cause) {
    throw RefusedError.of(
      'plans-manifest',
      `${file} is not a manifest of callvault plan`,
      'Give a folder written by callvault plan.',
    ).causedBy(cause);
  }
}

/** The line about the digest at the end of a review. */
export function renderDigest(manifest: Manifest): string {
  const { base, stacks } = manifest;
  const ids = stacks.map(({ id }) => `\`${id}\``).join(', ') || 'no stack';
  return `Plan digest \`${digestOf(manifest)}\` of ${ids} on \`${base.slice(0, 12)}\`.`;
}
