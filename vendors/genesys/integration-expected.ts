import { RefusedError } from '../../core/problem';
import type { Store } from '../../store/store';
import { outputText } from '../outputs';
import type { RegistrationContext } from '../registration';
import type { GenesysApi } from './api';
import { type IntegrationCredential, expectCredentials } from './credential';
import { readIntegrationType, readPropertySchemas } from './integration';
import { fillIn, type KnownValues, unknownValues } from './integration-values';
import type { GenesysSettings } from './settings';

/** What the integration should have. */
export interface ExpectedIntegration {
  readonly properties: Readonly<Record<string, string>>;
  readonly credentials: readonly IntegrationCredential[];
}

/**
 * The properties and credentials of a store's integration, under the names that Genesys gives them.
 *
 * @throws RefusedError when Genesys asks for something that callvault does not know, or nowhere for the role
 * @throws HttpError when Genesys does not answer as it should
 */
export async function expectIntegration(
  api: GenesysApi,
  store: Store<GenesysSettings>,
  { outputs }: RegistrationContext,
): Promise<ExpectedIntegration> {
  const { bucketName, region, prefix, settings } = store;
  const written = settings.integrationProperties;
  const role = outputText(outputs, 'assume_role_arn');
  const known: KnownValues = {
    bucket: bucketName,
    region,
    externalId: settings.organizationId,
    role,
    key: outputText(outputs, 'recordings_key_arn'),
    prefix,
  };
  const { values, missing } = fillIn(await readPropertySchemas(api), known, written);
  const { credentials: specifications } = await readIntegrationType(api);
  const expected = await expectCredentials(api, specifications, {
    stack: store.nameId,
    known,
    written,
  });
  const unknown = [...missing, ...expected.missing];
  if (unknown.length > 0) throw unknownValues(unknown);
  const places = [values, ...expected.credentials.map(({ fields }) => fields)];
  if (!places.some((each) => Object.values(each).includes(role))) throw noRole();
  return { properties: values, credentials: expected.credentials };
}

function noRole(): RefusedError {
  return RefusedError.of(
    'genesys-integration-property',
    'Genesys asks for a role neither in the properties nor in the credentials of the integration, so it would have no access',
    `Look in Admin, Integrations for the name of the field, and set it in integrationProperties.`,
  );
}
