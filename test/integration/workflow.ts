import {
  CreatePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
} from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type RunResult, run } from '../../cli/process/run';
import type { Workspace } from '../../dev/demo/workspace';
import type { LocalAws } from '../../dev/local-aws';

export const PLAN_ROLE = 'callvault-plan-local';
const DEPLOY_ROLE = 'callvault-deploy-local';

/** A workspace in which Terraform has only the permissions of a role of ci. */
export interface Workflow extends Workspace {
  /** Gives Terraform one of the roles. @default - the deploy role */
  actAs(role: string): void;
}

/**
 * Adds `ci` to the environment file of a workspace.
 *
 * @returns the same folders, with an environment file whose endpoint takes every request for one of the role. Terraform
 *   keeps the endpoint of the state with a stack, so what was deployed here has to be destroyed here.
 */
export async function makeWorkflow(workspace: Workspace, aws: LocalAws): Promise<Workflow> {
  const acting = { role: DEPLOY_ROLE };
  const endpoint = await aws.endpointFor(acting);
  const file = path.join(workspace.env.CALLVAULT_ENVIRONMENTS ?? '', 'local.yaml');
  const folder = path.join(workspace.folder, 'workflow');
  fs.mkdirSync(folder);
  // The roles may use the key of the state, which is known only now.
  fs.appendFileSync(file, 'ci:\n  repository: acme/recordings\n');
  const text = fs.readFileSync(file, 'utf8').replace(aws.endpoint, endpoint);
  fs.writeFileSync(path.join(folder, 'local.yaml'), text);
  const env = { ...workspace.env, AWS_ENDPOINT_URL: endpoint, CALLVAULT_ENVIRONMENTS: folder };
  const actAs = (role: string) => {
    acting.role = role;
  };
  return { ...workspace, env, actAs };
}

/** What is applied without a permission. */
interface Attempt {
  /** ARN of the managed policy that has the permission. */
  readonly policy: string;
  readonly action: string;
  readonly stack: string;
  readonly resource: readonly [type: string, name: string];
}

/** Applies one resource of a deployed stack without a permission, and then with it. */
async function applyWithout(
  workflow: Workflow,
  iam: IAMClient,
  { policy, action, stack, resource }: Attempt,
): Promise<[without: RunResult, allowed: RunResult]> {
  const restore = await removeAction(iam, policy, action);
  const without = await applyOne(workflow, stack, resource);
  await restore();
  return [without, await applyOne(workflow, stack, resource)];
}

/** Removes an action from a managed policy, and returns a function that restores it. */
async function removeAction(
  iam: IAMClient,
  PolicyArn: string,
  action: string,
): Promise<() => Promise<unknown>> {
  const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
  const get = new GetPolicyVersionCommand({ PolicyArn, VersionId: Policy?.DefaultVersionId });
  const { PolicyVersion } = await iam.send(get);
  const document = decodeURIComponent(PolicyVersion?.Document ?? '');
  const without = document.replace(`"${action}",`, '');
  if (without === document) throw new Error(`${PolicyArn} does not allow ${action}`);
  const put = (PolicyDocument: string) =>
    iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument, SetAsDefault: true }));
  await put(without);
  return () => put(document);
}

/** Applies one resource of a deployed stack, by the value of its `name`. */
function applyOne(
  { output, env }: Workspace,
  stack: string,
  [type, name]: readonly [type: string, name: string],
): Promise<RunResult> {
  const cwd = path.join(output, 'stacks', stack);
  const { resource } = JSON.parse(fs.readFileSync(path.join(cwd, 'cdk.tf.json'), 'utf8')) as {
    resource: Record<string, Record<string, { name?: string }>>;
  };
  const found = Object.entries(resource[type] ?? {}).find(([, each]) => each.name === name);
  const target = `-target=${type}.${found?.[0] ?? ''}`;
  return run('terraform', ['apply', '-auto-approve', '-no-color', '-input=false', target], {
    cwd,
    env,
  });
}

/** Tests that the deploy role needs a permission to repair what was changed by hand. */
export function testRepair(
  find: () => {
    readonly workflow: Workflow;
    readonly iam: IAMClient;
    readonly aws: LocalAws;
    readonly diagnose: () => Promise<string[]>;
  },
): void {
  test('calls-local: the deploy role cannot repair the schedule without the permission, and can with it', async () => {
    const { workflow, iam, aws, diagnose } = find();
    workflow.actAs(DEPLOY_ROLE);
    const [refused, allowed] = await applyWithout(workflow, iam, {
      action: 'events:PutRule',
      policy: `arn:aws:iam::${aws.accountId}:policy/callvault-deploy-changes-local`,
      stack: 'calls-local',
      resource: ['aws_cloudwatch_event_rule', 'integrity-calls-local-check'],
    });
    expect({ code: refused.code, stderr: refused.stderr.replace(/\s+/g, ' ') }).toEqual({
      code: 1,
      stderr: expect.stringContaining(
        'callvault-deploy-local/session is not authorized to perform: events:PutRule',
      ) as string,
    });
    expect(allowed.code).toBe(0);
    expect(await diagnose()).not.toContain('schedule-disabled');
  });
}
