import { isUnusual } from '../config/base';
import { resolveEnvironment } from '../../config/resolve';
import { storeSchema } from '../../config/schema';
import {
  accessProps,
  recordingsBucketStatements,
  recordingsKeyUses,
} from '../../store/access-policies';
import { grantStatements } from '../../modules/access-statements';
import { userStatements } from '../../modules/access-user';
import { trustStatement } from '../../modules/trust';

const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6-1d5f3a3c2b11';

/** A store of an environment in account 111111111111, eu-central-1, and the policies made for it. */
export function resolve(settings: object, type = 'production') {
  const store = storeSchema.parse({ bucket: 'acme', retention: { days: 730 }, ...settings });
  const { environment, problems } = resolveEnvironment(
    {
      account: '111111111111',
      region: 'eu-central-1',
      type: type as 'production',
      state: { backend: 'cloud', organization: 'acme' },
      stores: { calls: store },
    },
    { name: 'prod', file: 'prod.yaml' },
  );
  const resolved = environment?.stores[0];
  if (!resolved) throw new Error('the store was not resolved');
  const keyArn = resolved.encryption === 'sse-kms' ? KEY : undefined;
  const access = accessProps(resolved, keyArn);
  return {
    store: resolved,
    problems: problems.filter(isUnusual),
    access,
    trust: access.kind === 'role' ? trustStatement(access.props.trust) : undefined,
    identity:
      access.kind === 'role'
        ? grantStatements(access.props.grants, access.props.scope)
        : access.kind === 'user'
          ? userStatements(access.props)
          : [],
    bucket: recordingsBucketStatements(resolved, keyArn)(resolved.bucketArn),
    keyUses: recordingsKeyUses(resolved),
    keyArn: KEY,
  };
}

/** As {@link resolve}, for a vendor that callvault does not know and whose user writes objects, unless more is said. */
export function resolveCustom(more: object) {
  const access = { kind: 'iam-user' };
  const actions = { object: ['s3:PutObject'] };
  return resolve({ vendor: 'custom', title: 'Other', access, actions, ...more });
}
