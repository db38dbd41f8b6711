import * as fs from 'node:fs';
import * as path from 'node:path';
import { callvault } from '../../dev/demo/vendors';
import type { Workspace } from '../../dev/demo/workspace';

interface ReviewedStack {
  readonly findings: readonly { readonly id: string }[];
  readonly changes: readonly { readonly type: string; readonly actions: readonly string[] }[];
}

const OFF = 'off: { since: 2026-11-20, reason: One region is enough }';

/** Tests that a deployed store keeps its buckets and keys when its replication and check are switched off. */
export function testSwitchedOff(
  find: () => {
    readonly workspace: Workspace;
    /** The environment file. */
    readonly file: string;
    readonly diagnose: () => Promise<string[]>;
  },
): void {
  test('calls-local: replication and the check are switched off without destroying a bucket or a key', async () => {
    const { workspace, file, diagnose } = find();
    const text = fs.readFileSync(file, 'utf8');
    const ended = text
      .replace('region: eu-central-1\n', `region: eu-central-1\n      ${OFF}\n`)
      .replace('source: api\n', `source: api\n      ${OFF}\n`);
    fs.writeFileSync(file, ended);
    const env = { ...workspace.env, CDKTF_OUTDIR: path.join(workspace.folder, 'switched-off') };
    const { code, json } = await callvault({ env }, 'deploy', 'calls-local', '--yes');
    expect({ code, error: json.error }).toEqual({ code: 0, error: undefined });
    const [{ findings, changes }] = (json.review as { stacks: [ReviewedStack] }).stacks;
    expect(findings.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['replication-off', 'integrity-off']),
    );
    const deleted = changes.filter(({ actions }) => actions.includes('delete'));
    expect(deleted.map(({ type }) => type)).toContain('aws_lambda_function');
    expect(deleted.filter(({ type }) => /^aws_(?:s3_bucket|kms_key)$/.test(type))).toEqual([]);
    // Arrivals go on, and the deployment has repaired what was changed by hand.
    expect(await diagnose()).toEqual([]);
    const again = await callvault({ env }, 'diff', 'calls-local');
    expect(again.json).toMatchObject({ changed: [] });
  });
}
