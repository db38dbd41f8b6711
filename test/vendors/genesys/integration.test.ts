import { UNCONFIGURED } from '../../../dev/vendors/genesys-integrations';
import { on, reset, status, take } from '../registering';
import { ids, NAME, ROLE, world } from './world';

const BULK = '    registration: bulk-actions\n';
const INTEGRATIONS = /^\/api\/v2\/integrations$/;
const CREDENTIALS = /^\/api\/v2\/integrations\/credentials$/;

test('the role is a credential of the integration, and the bucket a property; it is switched on last', async () => {
  await world(async ({ api, server, register }) => {
    expect(await take(register())).toEqual([
      expect.stringMatching(/^Created /),
      'Set bucket, the credential awsRole.',
      expect.stringMatching(/^Switched on /),
    ]);
    const [integration] = api.integrations;
    expect(integration).toMatchObject({ name: NAME, intendedState: 'ENABLED' });
    const [credential] = api.bulk.credentials;
    expect(api.bulk.credentials).toEqual([
      {
        id: credential?.id,
        name: `callvault calls-prod: ${ROLE}`,
        type: { name: 'awsRole' },
        credentialFields: { roleArn: ROLE },
      },
    ]);
    expect(api.configs.get(integration?.id ?? '')).toMatchObject({
      version: 2,
      properties: { bucket: 'acme-calls' },
      credentials: { awsRole: { id: credential?.id } },
    });
    const sent = server.seen.filter(({ method }) => method !== 'GET').map(({ method }) => method);
    expect(sent).toEqual(['POST', 'POST', 'POST', 'PUT', 'PATCH']);
    server.reset();
    expect(await take(register())).toEqual(['=', '=', '=']);
    expect(await ids(register())).toEqual([]);
    expect(server.seen.filter(({ method }) => !['GET', 'POST'].includes(method))).toEqual([]);
    expect(api.integrations).toHaveLength(1);
    expect(api.bulk.credentials).toHaveLength(1);
  }, BULK);
});

test('a public key is not the key of the recordings', async () => {
  await world(async ({ api, register }) => {
    await take(register());
    const config = api.configs.get(api.integrations[0]?.id ?? '');
    expect(config?.properties).toEqual({ bucket: 'acme-calls' });
  }, BULK);
});

describe.each([
  [
    'with a JSON schema of its own',
    [{ id: 'x', name: 'awsRole', properties: { type: 'object', properties: { arn: {} } } }],
    { arn: ROLE },
  ],
  [
    'with the external id',
    [
      {
        id: 'awsRole',
        properties: { roleArn: { title: 'Role ARN' }, externalId: { title: 'External ID' } },
        required: ['roleArn', 'externalId'],
      },
    ],
    { roleArn: ROLE, externalId: '7c9e6679-7425-40de-944b-e07fc1f90ae7' },
  ],
  ['that it does not describe', [], { roleArn: ROLE }],
  ['whose types it does not list', undefined, { roleArn: ROLE }],
] as const)('a type of credential %s', (_, credentialTypes, fields) => {
  test('gets the role', async () => {
    await world(async ({ api, register }) => {
      api.bulk.description.credentialTypes = credentialTypes;
      await take(register());
      expect(api.bulk.credentials.map(({ credentialFields }) => credentialFields)).toEqual([
        fields,
      ]);
      expect(await take(register())).toEqual(['=', '=', '=']);
      expect(await ids(register())).toEqual([]);
    }, BULK);
  });
});

test('an organization whose integration has the role as a property gets it there', async () => {
  await world(async ({ api, register }) => {
    api.bulk.description.schema = {
      properties: { s3BucketName: {}, iamRoleArn: { title: 'Role ARN' } },
      required: ['s3BucketName', 'iamRoleArn'],
    };
    api.bulk.description.credentials = {};
    await take(register());
    expect(api.configs.get(api.integrations[0]?.id ?? '')).toMatchObject({
      properties: { s3BucketName: 'acme-calls', iamRoleArn: ROLE },
    });
    expect(await ids(register())).toEqual([]);
  }, BULK);
});

test('a credential that asks for what callvault does not know is refused by name before anything is created', async () => {
  const credentialTypes = [
    { id: 'awsRole', properties: { roleArn: {}, token: {} }, required: ['roleArn', 'token'] },
  ];
  await world(async ({ api, register }) => {
    api.bulk.description.credentialTypes = credentialTypes;
    await expect(take(register())).rejects.toThrow('Genesys asks for token');
    expect([api.integrations, api.bulk.credentials]).toEqual([[], []]);
  }, BULK);
  await world(async ({ api, register }) => {
    api.bulk.description.credentialTypes = credentialTypes;
    await take(register());
    const [{ credentialFields } = { credentialFields: {} }] = api.bulk.credentials;
    expect(credentialFields).toEqual({ roleArn: ROLE, token: 'x' });
  }, `${BULK}    integrationProperties: { token: x }\n`);
});

test('an integration that asks nowhere for the role is refused', async () => {
  await world(async ({ api, register }) => {
    api.bulk.description.credentials = {};
    await expect(take(register())).rejects.toThrow('Genesys asks for a role neither in');
    expect(api.integrations).toEqual([]);
  }, BULK);
});

test.each([
  ['of another role', { roleArn: 'arn:aws:iam::222222222222:role/other' }, 'other'],
  ['without a name that says which role it has', { roleArn: ROLE }, 'made by hand'],
])('a credential %s is a finding, and is replaced', async (_, credentialFields, name) => {
  await world(async ({ api, register }) => {
    await take(register());
    const [first] = api.bulk.credentials;
    api.bulk.credentials[0] = { ...first, id: first?.id ?? '', name, credentialFields };
    expect(await ids(register())).toEqual(['genesys-integration-credential']);
    expect(await take(register())).toEqual(['=', 'Set the credential awsRole.', '=']);
    expect(await ids(register())).toEqual([]);
  }, BULK);
});

test('a credential whose fields Genesys shows is compared by them', async () => {
  await world(async ({ server, register }) => {
    await take(register());
    const shown = { id: 'x', name: 'made by hand', credentialFields: { roleArn: ROLE } };
    const when = on('GET', /credentials\/[^/]{36}$/);
    server.inject({ when, answer: status(200, shown), times: 9 });
    expect(await ids(register())).toEqual([]);
  }, BULK);
});

describe('the state that Genesys reports', () => {
  test('is a finding if it is not ACTIVE, however often connect has succeeded', async () => {
    await world(async ({ api, register }) => {
      await take(register());
      api.bulk.credentials.length = 0;
      const findings = await register().inspect();
      expect(findings).toMatchObject([
        { id: 'genesys-integration-credential' },
        {
          id: 'genesys-integration-state',
          what: expect.stringMatching(/^Genesys reports ERROR for the integration/) as unknown,
          evidence: 'reportedState ERROR: the credential awsRole is not set',
        },
      ]);
    }, BULK);
  });

  test('is waited for while it is ACTIVATING, and is a finding if that does not end', async () => {
    await world(async ({ api, register }) => {
      const registration = register();
      await take(registration);
      api.bulk.activating = 2;
      expect(await ids(registration)).toEqual([]);
      api.bulk.activating = 9;
      expect(await ids(register())).toEqual(['genesys-integration-state']);
    }, BULK);
  });

  test('is a finding if there is none', async () => {
    await world(async ({ server, register }) => {
      await take(register());
      const when = on('GET', /integrations\/[^/]{36}$/);
      server.inject({ when, answer: status(200, { id: 'x', name: NAME }), times: 9 });
      expect(await ids(register())).toEqual(['genesys-integration-state']);
    }, BULK);
  });
});

describe('one integration per organization', () => {
  const other = { id: 'other', name: 'made by hand', intendedState: 'ENABLED' };
  const integrationType = { id: 'aws-s3-recording-bulk-actions-integration' };

  test.each([
    ['is on', other, undefined],
    ['is the largest number', { ...other, intendedState: 'DISABLED' }, 1],
  ])('another one that %s is not displaced', async (_, entity, maxInstances) => {
    await world(async ({ api, register }) => {
      api.bulk.description.maxInstances = maxInstances;
      api.integrations.push({ ...entity, integrationType });
      await expect(take(register())).rejects.toThrow(
        'the organization already has made by hand (other)',
      );
      expect(api.integrations).toHaveLength(1);
    }, BULK);
  });

  test('another one that is off and allowed stays, and connectionName takes one over', async () => {
    await world(async ({ api, register }) => {
      api.bulk.description.maxInstances = 2;
      api.integrations.push({ ...other, intendedState: 'DISABLED', integrationType });
      await take(register());
      expect(api.integrations).toHaveLength(2);
    }, BULK);
    await world(async ({ api, register }) => {
      api.integrations.push({ ...other, integrationType });
      expect(await take(register())).toEqual(['=', 'Set bucket, the credential awsRole.', '=']);
      expect(await ids(register())).toEqual([]);
    }, `${BULK}    connectionName: made by hand\n`);
  });
});

test.each([
  ['integration', INTEGRATIONS],
  ['credential', CREDENTIALS],
])('one %s is created even if the answer is lost', async (_, path) => {
  await world(async ({ api, server, register }) => {
    server.inject({ when: on('POST', path), answer: reset, afterwards: true });
    await take(register());
    expect(api.integrations).toHaveLength(1);
    expect(api.bulk.credentials).toHaveLength(1);
  }, BULK);
});

test('what was created before a refusal is reported, and used by the next run', async () => {
  await world(async ({ api, server, register }) => {
    server.inject({ when: on('PUT', /config\/current$/), answer: status(400) });
    const done: string[] = [];
    const [create, configure] = register().steps;
    await (await create?.plan())?.act?.(() => undefined);
    const plan = await configure?.plan();
    await expect(plan?.act?.((what) => done.push(what))).rejects.toMatchObject({ status: 400 });
    expect(done).toEqual([`Created the credential callvault calls-prod: ${ROLE} at Genesys.`]);
    await take(register());
    expect(api.bulk.credentials).toHaveLength(1);
  }, BULK);
});

test('settings are read again when they were changed in the meantime', async () => {
  await world(async ({ api, server, register }) => {
    server.inject({ when: on('PUT', /config\/current$/), answer: status(409) });
    await take(register());
    expect(server.count('PUT', /config\/current$/)).toBe(2);
    expect(api.configs.get(api.integrations[0]?.id ?? '')?.version).toBe(2);
  }, BULK);
});

test('an unknown property is an error with its name, and can be set in the file', async () => {
  const schema = { properties: { s3BucketName: {}, retries: {} }, required: ['retries'] };
  await world(async ({ api, register }) => {
    api.bulk.description.schema = schema;
    await expect(take(register())).rejects.toThrow('Genesys asks for retries');
  }, BULK);
  await world(async ({ api, register }) => {
    api.bulk.description.schema = schema;
    await take(register());
    const properties = { s3BucketName: 'acme-calls', retries: '3' };
    expect(api.configs.get(api.integrations[0]?.id ?? '')).toMatchObject({ properties });
  }, `${BULK}    integrationProperties: { retries: '3' }\n`);
});

test('changed settings and an integration that is off are findings', async () => {
  await world(async ({ api, register }) => {
    expect(await ids(register())).toEqual(['genesys-integration-missing']);
    await take(register());
    const [made] = api.integrations;
    const id = made?.id ?? '';
    api.configs.set(id, { ...UNCONFIGURED, version: 7, properties: { bucket: 'other' } });
    api.integrations[0] = { ...made, id, intendedState: 'DISABLED' };
    expect(await ids(register())).toEqual([
      'genesys-integration-differs',
      'genesys-integration-credential',
      'genesys-integration-off',
    ]);
  }, BULK);
});

test('a policy that exports with the integration is compared, and one that is missed is a finding', async () => {
  await world(async ({ api, register }) => {
    await take(register());
    const [{ id } = { id: '' }] = api.integrations;
    const actions = { retentionDuration: { deleteRetention: { days: 30 } } };
    const integrationExport = { integration: { id } };
    api.policies = [{ id: 'n', name: 'Native', enabled: true, actions }];
    expect(await ids(register())).toEqual(['genesys-export-none']);
    const exporting = { ...actions, integrationExport };
    api.policies = [{ id: 'e', name: 'Exports', enabled: true, actions: exporting }];
    expect(await ids(register())).toEqual(['genesys-retention']);
  }, BULK);
});

test.each([
  [
    'that repeat',
    { nextUri: '/api/v2/integrations/credentials/listing?after=1' },
    'the pages repeat',
  ],
  ['on another host', { nextUri: 'https://example.com/listing' }, 'on another host'],
])('pages of credentials %s are an error, not the end of the list', async (_, next, message) => {
  await world(async ({ server, register }) => {
    const answer = status(200, { entities: [], ...next });
    server.inject({ when: on('GET', /credentials\/listing$/), answer, times: 9 });
    await expect(take(register())).rejects.toThrow(message);
  }, BULK);
});

describe('disconnect', () => {
  const removed = 'Deleted what Genesys had of calls-prod.';

  test('switches the integration off, deletes it and its credential, and then has nothing to do', async () => {
    await world(async ({ api, server, register }) => {
      const stop = () => take({ steps: register().disconnect });
      expect(await stop()).toEqual(['=', '=']);
      await take(register());
      const [{ id } = { id: '' }] = api.integrations;
      expect(await stop()).toEqual([`Switched off ${id}.`, removed]);
      expect([api.integrations, api.bulk.credentials]).toEqual([[], []]);
      expect(await ids(register())).toEqual(['genesys-integration-missing']);
      server.reset();
      expect(await stop()).toEqual(['=', '=']);
      expect(server.seen.filter(({ method }) => /PATCH|DELETE/.test(method))).toEqual([]);
      await take(register());
      expect(await ids(register())).toEqual([]);
    }, BULK);
  });

  test.each([
    ['the integration', /integrations\/[^/]{36}$/],
    ['the credential', /credentials\/[^/]{36}$/],
  ])('is finished by the next run if it was killed at the deletion of %s', async (_, path) => {
    for (const afterwards of [false, true]) {
      await world(async ({ api, server, register }) => {
        await take(register());
        server.inject({ when: on('DELETE', path), answer: status(400), afterwards });
        const killed = take({ steps: register().disconnect });
        await expect(killed).rejects.toMatchObject({ status: 400 });
        await take({ steps: register().disconnect });
        expect([api.integrations, api.bulk.credentials]).toEqual([[], []]);
      }, BULK);
    }
  });

  test('credentials of earlier roles go as well, and those of other stores and integrations stay', async () => {
    await world(async ({ api, register }) => {
      await take(register());
      const type = { name: 'awsRole' };
      const [own] = api.bulk.credentials;
      api.bulk.credentials.push(
        { id: 'before', name: 'callvault calls-prod: arn:aws:iam::1:role/before', type },
        { id: 'used', name: 'callvault calls-prod: arn:aws:iam::1:role/used', type },
        { id: 'other', name: 'callvault calls-prod-2: x', type },
      );
      const integrationType = { id: 'other' };
      api.integrations.push({
        id: 'i',
        name: 'Invoices',
        intendedState: 'ENABLED',
        integrationType,
      });
      const credentials = { role: { id: 'used' } };
      api.configs.set('i', { ...UNCONFIGURED, version: 1, credentials });
      expect(own).toBeDefined();
      const [, last] = await take({ steps: register().disconnect });
      expect(last).toBe(
        `${removed} The credential callvault calls-prod: arn:aws:iam::1:role/used stays, because Invoices has it as well.`,
      );
      expect(api.bulk.credentials.map(({ id }) => id)).toEqual(['used', 'other']);
      expect(api.integrations.map(({ id }) => id)).toEqual(['i']);
      expect(await take({ steps: register().disconnect })).toEqual(['=', '=']);
    }, BULK);
  });

  test('deleting the integration needs consent, because policies export with it', async () => {
    await world(async ({ register }) => {
      await take(register());
      const [, removal] = register().disconnect;
      expect((await removal?.plan())?.loses).toMatch(
        /^the integration .* would be deleted, and retention policies that export with it/,
      );
    }, BULK);
  });
});

test('two runs at once create one integration and one credential, even if Genesys allows two of a name', async () => {
  await world(async ({ api, register }) => {
    api.bulk.uniqueNames = false;
    api.bulk.description.maxInstances = undefined;
    const runs = await Promise.allSettled([take(register()), take(register())]);
    if (runs.some((each) => each.status === 'rejected')) await take(register());
    expect(api.integrations.map(({ intendedState }) => intendedState)).toEqual(['ENABLED']);
    expect(api.bulk.credentials).toHaveLength(1);
    expect(await ids(register())).toEqual([]);
  }, BULK);
});

test('a second integration of the same name that is off is deleted with --yes only', async () => {
  await world(async ({ api, register }) => {
    await take(register());
    const [first] = api.integrations;
    api.integrations.push({ ...first, id: 'spare', intendedState: 'DISABLED' });
    const [step] = register().steps;
    await expect(step?.plan()).resolves.toMatchObject({
      loses: `spare, which has the name of ${first?.id ?? ''} and is off, would be deleted`,
      requests: [{ method: 'DELETE' }],
    });
    await (await step?.plan())?.act?.(() => undefined);
    expect(api.integrations).toEqual([first]);
  }, BULK);
});
