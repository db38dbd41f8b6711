import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as z from 'zod';
import { RefusedError } from '../../core/problem';
import { filesOf } from '../cloud/archive';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const commit = z.string().regex(/^[0-9a-f]{40,64}$/);

const id = z.string().regex(/^[a-z0-9-]{1,65}$/);

/** Addresses of what is no longer kept from being destroyed, which no plan says. */
const unguarded = z.array(z.string()).default([]);

const manifest = z.strictObject({
  version: z.literal(1),
  environment: z.string().regex(/^[a-z0-9-]{1,32}$/),
  base: commit,
  stacks: z.array(
    z.strictObject({
      id,
      /** Of the synthesized stack and the code of its functions. */
      configuration: sha256,
      /** Of the providers that it was planned with. */
      lock: sha256,
      /** Of the file that `terraform apply` takes. */
      plan: sha256,
      unguarded,
    }),
  ),
  /** Stacks that change too, and that a person deploys: their plans are for the review. */
  byHand: z.array(z.strictObject({ id, unguarded })).default([]),
  /** Stacks that are no longer described. */
  gone: z.array(id).default([]),
});

/** What was planned: which stacks, from what, on which commit. */
export type Manifest = z.infer<typeof manifest>;

/** Names in a folder of plans. */
export const NAMES = {
  manifest: 'manifest.json',
  plan: 'tfplan',
  json: 'plan.json',
  lock: '.terraform.lock.hcl',
} as const;

/** The SHA-256 of bytes, in hexadecimal. */
export function hashOf(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The SHA-256 of a file, in hexadecimal. */
export function hashFile(file: string): string {
  return hashOf(fs.readFileSync(file));
}

/** The SHA-256 of a synthesized stack: of the names and the contents of all that it is made of. */
export function hashConfiguration(folder: string): string {
  const files = filesOf(folder).filter((name) => name !== NAMES.lock);
  const lines = files.map((name) => `${hashFile(path.join(folder, name))} ${name}`);
  return hashOf(lines.join('\n'));
}

/** What stands for all of it in a comment, e.g. `sha256:4f53…`. */
export function digestOf({ version, environment, base, stacks }: Manifest): string {
  const each = stacks.map(({ id, configuration, lock, plan }) => [id, configuration, lock, plan]);
  return `sha256:${hashOf(JSON.stringify([version, environment, base, each]))}`;
}

/**
 * Reads the manifest of a folder of plans.
 *
 * @throws RefusedError for a folder that has none, and for one that is none
 */
export function readManifest(folder: string): Manifest {
  const file = path.join(folder, NAMES.manifest);
  try {
    return manifest.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  } catch (cause) {
    const error = new RefusedError([
      {
        rule: 'plans-manifest',
        path: [],
        what: `${file} is not what callvault plan writes`,
        fix: 'Give the folder that callvault plan was told to write.',
      },
    ]);
    error.cause = cause;
    throw error;
  }
}
