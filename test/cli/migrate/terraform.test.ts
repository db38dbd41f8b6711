import { findStore } from '../../../cli/find-store';
import { migrationConfiguration } from '../../../cli/migrate/terraform';
import { change } from '../../config/base';
import { environmentsOf } from '../../environments';

const MOVED = `    prefix: calls/
    pathPattern: calls/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}
    previousPaths: [{ prefix: recordings/, copy: true }]
    tags: { cost-centre: voice }
    genesysRegion`;
const DEPLOYER = `deployer:
  roleArn: arn:aws:iam::111111111111:role/deployer
  externalId: acme
stores:`;

function configuration(text: string) {
  const { store, environment } = findStore(
    'calls-prod',
    environmentsOf([{ file: 'prod.yaml', text }]),
  );
  return migrationConfiguration(store, ['recordings/'], environment) as {
    provider: { aws: object };
  };
}

test('AWS is reached as the environment’s deployer, for its account, with the store’s tags', () => {
  const moved = change('    genesysRegion', MOVED);
  const plain = {
    region: 'eu-central-1',
    allowed_account_ids: ['111111111111'],
    default_tags: [
      {
        tags: {
          owner: 'platform',
          'cost-centre': 'voice',
          store: 'calls',
          environment: 'prod',
          'managed-by': 'callvault',
        },
      },
    ],
  };
  expect(configuration(moved).provider.aws).toEqual(plain);
  expect(configuration(change('stores:', DEPLOYER, moved)).provider.aws).toEqual({
    ...plain,
    assume_role: [
      {
        role_arn: 'arn:aws:iam::111111111111:role/deployer',
        session_name: 'callvault',
        external_id: 'acme',
      },
    ],
  });
});
