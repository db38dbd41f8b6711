import { checkPolicySize } from '../core/policy';
import { type Problem, under } from '../core/problem';
import { keyStatements } from '../modules/key';
import { checkAccessRole } from '../modules/access-role';
import { checkAccessUser } from '../modules/access-user';
import { accessProps, recordingsBucketStatements, recordingsKeyUses } from './access-policies';
import type { Store } from './store';

/** As long as any key's ARN: its real id is known only after the apply. */
const keyArnOf = ({ partition, region, account }: Store) =>
  `arn:${partition}:kms:${region}:${account}:key/00000000-0000-4000-8000-000000000000`;

/** Refuses what IAM, S3 or KMS would not store, before anything is made. */
export function checkStorePolicies(store: Store): Problem[] {
  const keyArn = store.encryption === 'sse-kms' ? keyArnOf(store) : undefined;
  const statements = recordingsBucketStatements(store, keyArn)(store.bucketArn);
  return [
    ...checkPrincipal(store, keyArn),
    ...checkPolicySize('bucket policy', statements).map(under('sourceIp', 'cidrs')),
    ...checkPolicySize(
      'key policy',
      keyStatements({ ...store, uses: recordingsKeyUses(store) }),
    ).map(under('readers')),
  ];
}

function checkPrincipal(store: Store, keyArn: string | undefined): Problem[] {
  const access = accessProps(store, keyArn);
  if (access.kind === 'none') return [];
  const problems =
    access.kind === 'user' ? checkAccessUser(access.props) : checkAccessRole(access.props);
  return problems.filter(({ path }) => !path.includes('externalId')).map(place);
}

/** Where in the file a problem of the access stands. */
function place(problem: Problem): Problem {
  const [where] = problem.path;
  if (where === 'name') return { ...problem, path: ['principalName'] };
  if (where === 'scope') return { ...problem, path: ['sourceIp', 'cidrs'] };
  return { ...problem, path: ['access', ...problem.path] };
}
