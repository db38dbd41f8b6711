import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { renderPolicy, type Statement } from '../../core/policy';
import { batchStatements, batchTrust } from '../../modules/batch-jobs';
import { batchScope } from '../../store/batch-jobs';
import type { Store } from '../../store/store';
import { TEST_CREDENTIALS } from '../test-environment';

/**
 * Creates the role of a store's jobs in the local AWS, as its stack does.
 *
 * @param statements - what it may do. @default - what the stack allows
 */
export async function createBatchRole(
  endpoint: string,
  store: Store,
  statements?: readonly Statement[],
): Promise<void> {
  const scope = batchScope(store);
  if (!scope) throw new Error(`${store.id} has no batchJobs`);
  const iam = new IAMClient({ endpoint, region: store.region, credentials: TEST_CREDENTIALS });
  const RoleName = scope.roleName;
  const create = { RoleName, AssumeRolePolicyDocument: renderPolicy([batchTrust(scope)]) };
  await iam.send(new CreateRoleCommand(create)).catch((error: unknown) => {
    if ((error as Error).name !== 'EntityAlreadyExistsException') throw error;
  });
  const allowed = statements ?? batchStatements({ ...scope, locked: true });
  const PolicyDocument = renderPolicy(allowed);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'batch-jobs', PolicyDocument }));
  iam.destroy();
}
