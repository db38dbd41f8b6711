import * as fs from 'node:fs';
import * as path from 'node:path';
import { guardedAddresses, tryFindOtherRegion } from '../../../cli/plans/guarded-error';
import { explainTerraform } from '../../../cli/plans/terraform-problem';
import { plainText } from '../../../review/sentence';
import { TemporaryFolder } from '../../dev/temporary-folder';

const folder = new TemporaryFolder();
afterAll(() => {
  folder.remove();
});

const NOW = Date.UTC(2026, 10, 26, 3, 9);
const stack = (backend: string) => {
  const own = path.join(folder.path, backend);
  fs.mkdirSync(own, { recursive: true });
  const json = JSON.stringify({ terraform: { backend: { [backend]: {} } } });
  fs.writeFileSync(path.join(own, 'cdk.tf.json'), json);
  return { id: 'calls-prod', environment: 'prod', folder: own };
};
const explain = (output: string, backend = 's3') => explainTerraform(stack(backend), output, NOW);

/** What Terraform 1.11 prints for a state that another command has locked. */
const locked = (why: string, created = '2026-11-26 02:57:10.104512897 +0000 UTC') => `
Error: Error acquiring the state lock

Error message: ${why}
Lock Info:
  ID:        89d76743-f37f-e7a2-130b-b60978e30a4e
  Path:      acme-state/calls-prod/terraform.tfstate
  Operation: OperationTypePlan
  Who:       root@vm
  Version:   1.11.4
  Created:   ${created}
  Info:      


Terraform acquires a state lock to protect the state from being written
by multiple users at the same time. Please resolve the issue above and try
again. For most commands, you can disable locking with the "-lock=false"
flag, but this is not recommended.
`;
const FROM_S3 = `operation error S3: PutObject, https response error
StatusCode: 412, RequestID:
LIz0abljpPA1qWJrVpX6wmVWY3zLxMlt5Zeg3my3FQTNU3GSN96x, HostID: 9Gjjt1m+,
api error PreconditionFailed: At least one of the pre-conditions you
specified did not hold`;

test('a locked state names the holder, the age of the lock, and how to unlock it', () => {
  expect(explain(locked(FROM_S3))).toEqual({
    what: 'the state of calls-prod is locked by root@vm since 2026-11-26 02:57 UTC (11 minutes), for terraform plan',
    fix: 'Wait until that command has ended. If it no longer runs, run terraform force-unlock 89d76743-f37f-e7a2-130b-b60978e30a4e in the folder of the synthesized stack. See docs/state.md.',
  });
});

test.each([
  ['2026-11-26 03:08:59.1 +0000 UTC', '0 minutes'],
  ['2026-11-26 03:07:59 +0000 UTC', '1 minute'],
  ['2026-11-26 01:09:00.5 +0000 UTC', '2 hours'],
  ['2026-11-21 03:09:00.5 +0000 UTC', '5 days'],
])('a lock of %s is %s old', (created, age) => {
  expect(explain(locked(FROM_S3, created))?.what).toContain(` (${age}), for terraform plan`);
});

test('a lock in a frame, as Terraform prints it in colors, is read as well', () => {
  const framed = locked(FROM_S3).trim().replaceAll(/^/gm, '│ ');
  expect(explain(`╷\n${framed}\n╵`)).toEqual(explain(locked(FROM_S3)));
});

test('a local state cannot be unlocked by another process', () => {
  expect(explain(locked('resource temporarily unavailable'), 'local')?.fix).toBe(
    'Wait until that command has ended, or end it: its lock ends with it.',
  );
});

test('the lock that Terraform Cloud prints is not taken for the holder’s', () => {
  const why = 'workspace already locked (lock ID: "acme/callvault-calls-prod")';
  expect(explain(locked(why), 'cloud')).toEqual({
    what: 'the state of calls-prod is locked: the workspace acme/callvault-calls-prod shows who locked it, and when',
    fix: 'Wait until it is unlocked. If what locked it no longer runs, unlock the workspace there, or run terraform force-unlock acme/callvault-calls-prod in the folder of the synthesized stack. See docs/state.md.',
  });
});

test('a lock without an id that can be passed to a command is not explained', () => {
  expect(explain(locked(FROM_S3).replace(/ID: {8}\S+/, 'ID:        x; rm -rf ~'))).toBeUndefined();
  const denied = 'Error: Error acquiring the state lock\n\nError message: AccessDenied';
  expect(explain(denied)).toBeUndefined();
});

test.each([
  [
    'Error: Saved plan is stale\n\nThe given plan file can no longer be applied because the state was changed by\nanother operation',
    {
      what: 'the state of calls-prod has changed since the plan was made',
      fix: 'Plan and review again.',
    },
  ],
  [
    'Error: Saved plan does not match the given\nstate',
    {
      what: 'the state of calls-prod has changed since the plan was made',
      fix: 'Plan and review again.',
    },
  ],
  [
    'Error: Failed to get existing workspaces: S3 bucket "acme-state" does not exist.\n\nThe referenced S3 bucket must have been previously created.',
    {
      what: 'the state bucket acme-state of calls-prod does not exist',
      fix: 'Run callvault bootstrap prod, which creates it.',
    },
  ],
  [
    'Error: invalid AWS Region: unknown\n\n  with provider["registry.terraform.io/hashicorp/aws"].replica',
    {
      what: "the state of calls-prod has resources of a replica, but not the replica's region",
      fix: 'Restore replication:, deploy, and remove it again.',
    },
  ],
  ['Error: No valid credential sources found', undefined],
])('%j is explained', (output, expected) => {
  expect(explain(output)).toEqual(expected);
});

test('the resources that Terraform refuses to destroy are found, however it breaks the lines', () => {
  const refusal = (address: string) =>
    `Error: Instance cannot be destroyed\n\nResource ${address} has lifecycle.prevent_destroy\nset, but the plan calls for this resource to be destroyed. To avoid this\nerror\n`;
  const output =
    refusal('aws_s3_bucket.A') + refusal('terraform_data.B') + refusal('aws_s3_bucket.A');
  expect(guardedAddresses(output)).toEqual(['aws_s3_bucket.A', 'terraform_data.B']);
  expect(guardedAddresses('Error: Invalid account ID')).toEqual([]);
});

test('a bucket in another region than its provider is recognized', () => {
  const output =
    'Error: reading S3 Bucket (acme-calls): operation error S3: HeadBucket, https response error StatusCode: 301, RequestID: 1, HostID: 2, api error MovedPermanently: Moved Permanently';
  const found = tryFindOtherRegion('calls-prod', output);
  expect(found && plainText(found.what)).toMatch(
    /^The bucket acme-calls is in another region than the environment file says/,
  );
  expect(
    tryFindOtherRegion('calls-prod', output.replace('301', '403').replace('MovedPermanently', 'x')),
  ).toBeUndefined();
});
