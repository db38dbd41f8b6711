import { GENESYS_CLIENT } from '../../../dev/vendors/genesys';
import { KEY, on, reset, status, take } from '../registering';
import { CONNECTIONS, ids, KEY_ARN, NAME, ONE, ROLE, world } from './world';

test('the connection is created as the guide says, validated, and only then switched on', async () => {
  await world(async ({ server, register, connection }) => {
    const done = await take(register());
    expect(done).toEqual([
      `Created ${connection().id}; it is off until it is validated.`,
      'BUCKET_ACCESS: passed.',
      `Switched on ${connection().id}.`,
    ]);
    expect(connection()).toMatchObject({
      name: NAME,
      type: 'S3',
      status: 'ACTIVE',
      settings: {
        bucketName: 'acme-calls',
        region: 'eu-central-1',
        pathPrefix: 'recordings/',
        encryption: { type: 'AWS_KMS', keyArn: KEY_ARN },
        storageMode: 'DUAL',
        roleArn: ROLE,
        externalId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
      },
    });
    const sent = server.seen.filter(({ method }) => method !== 'GET').map(({ path }) => path);
    expect(sent).toEqual([
      '/oauth/token',
      '/api/v2/externalstorage/connections',
      `/api/v2/externalstorage/connections/${connection().id}/validate`,
      `/api/v2/externalstorage/connections/${connection().id}`,
    ]);
    expect(JSON.parse(server.seen.find(on('POST', CONNECTIONS))?.body ?? '')).toMatchObject({
      status: 'INACTIVE',
    });
  });
});

test('what is wrong with the connection is told, even if Genesys refuses to show its policies', async () => {
  await world(async ({ api, server, register, connection }) => {
    await take(register());
    const refuse = () => {
      server.inject({ when: on('GET', /mediaretentionpolicies/), answer: status(403) });
    };
    refuse();
    await expect(ids(register())).rejects.toThrow('answered 403');
    connection().status = 'INACTIVE';
    refuse();
    const registration = register();
    expect(await ids(registration)).toEqual(['genesys-connection-off']);
    expect(registration.notShown?.()).toEqual(['the retention policies']);
    refuse();
    expect(await ids(registration)).toEqual(['genesys-connection-off']);
    expect(registration.notShown?.()).toEqual(['the retention policies']);
    expect(await ids(registration)).toEqual(['genesys-connection-off']);
    expect(registration.notShown?.()).toEqual([]);
    expect(api.connections).toHaveLength(1);
  });
});

test('a second run only validates the connection', async () => {
  await world(async ({ api, server, register }) => {
    await take(register());
    server.reset();
    expect(await take(register())).toEqual(['=', 'BUCKET_ACCESS: passed.', '=']);
    expect(server.count('PUT', /./) + server.count('POST', CONNECTIONS)).toBe(0);
    expect(api.connections).toHaveLength(1);
    expect(await ids(register())).toEqual([]);
  });
});

test('a connection that could not be validated stays off, is kept, and is a finding', async () => {
  await world(async ({ api, register, connection }) => {
    api.verdict = 'FAILED';
    const registration = register();
    expect(await take(registration)).toMatchObject({
      1: 'BUCKET_ACCESS: FAILED (AccessDenied).',
      2: '=',
    });
    expect(connection().status).toBe('INACTIVE');
    expect(await ids(registration)).toEqual([
      'genesys-connection-off',
      'genesys-validation-failed',
    ]);
    api.verdict = 'PASSED';
    await take(register());
    expect(connection().status).toBe('ACTIVE');
  });
});

test.each([
  ['there is no result', {}],
  ['a result is unheard of', { results: [{ test: 'A', status: 'MAYBE' }] }],
  ['200 holds an error', { status: 'ERROR', message: 'no' }],
])('an answer in which %s does not count as a validation', async (_, body) => {
  await world(async ({ server, register, connection }) => {
    server.inject({ when: on('POST', /validate$/), answer: status(200, body) });
    await take(register());
    expect(connection().status).toBe('INACTIVE');
  });
});

test('a user’s key is stored in the connection, and updated when the user has another', async () => {
  await world(async ({ server, register, connection }) => {
    await take(register());
    expect(connection().settings).toMatchObject({
      accessKeyId: KEY.accessKeyId,
      secretAccessKey: KEY.secretAccessKey.reveal(),
    });
    expect(connection().settings).not.toHaveProperty('roleArn');
    server.reset();
    expect(await take(register())).toMatchObject(['=', expect.anything(), '=']);
    await take(register({ key: () => ({ ...KEY, accessKeyId: 'AKIAOTHER' }) }));
    expect(connection().settings).toMatchObject({ accessKeyId: 'AKIAOTHER' });
    expect(server.count('PUT', ONE)).toBe(1);
  }, '    access: user\n');
});

test('a plan shows no secret', async () => {
  await world(async ({ server, register }) => {
    const plans = [];
    for (const { plan } of register().steps) plans.push(await plan());
    expect(JSON.stringify(plans)).toContain('"secretAccessKey":"<redacted>"');
    expect(JSON.stringify(plans)).toContain('<id of the new connection>');
    expect(JSON.stringify(plans)).not.toContain(KEY.secretAccessKey.reveal());
    expect(server.count('POST', CONNECTIONS)).toBe(0);
  }, '    access: user\n');
});

const garbage = (response: { end: (text: string) => void }) => {
  response.end('<html>');
};

test.each([
  ['its answer is lost', reset, true],
  ['it answers 500', status(500), true],
  ['it answers garbage', garbage, true],
  ['another client has created it in the meantime', status(409), true],
  ['its answer lacks the id', status(200, {}), true],
])('one connection is created even if %s', async (_, answer, afterwards) => {
  await world(async ({ api, server, register, connection }) => {
    server.inject({ when: on('POST', CONNECTIONS), answer: answer, afterwards });
    await take(register());
    expect(api.connections).toHaveLength(1);
    expect(connection().status).toBe('ACTIVE');
    expect(server.count('POST', CONNECTIONS)).toBe(1);
  });
});

test('a creation that failed is an error', async () => {
  await world(async ({ api, server, register }) => {
    server.inject({ when: on('POST', CONNECTIONS), answer: reset });
    await expect(take(register())).rejects.toMatchObject({ ambiguous: true });
    expect(api.connections).toHaveLength(0);
  });
});

test('another connection with the same name is not adopted after 409', async () => {
  await world(async ({ api, server, register }) => {
    server.inject({
      when: on('POST', CONNECTIONS),
      answer: (response) => {
        const settings = { bucketName: 'other' };
        api.connections.push({ id: 'other', name: NAME, status: 'ACTIVE', settings });
        status(409)(response);
      },
    });
    await expect(take(register())).rejects.toThrow('has other instead of this connection');
    expect(api.connections).toHaveLength(1);
  });
});

test('a connection with another name for the same bucket and prefix is adopted', async () => {
  await world(async ({ api, register, connection }) => {
    await take(register());
    api.connections[0] = { ...connection(), name: 'made by hand' };
    await take(register());
    expect(api.connections).toHaveLength(1);
    expect(connection().name).toBe(NAME);
  });
});

test('two connections of one name are an error', async () => {
  await world(async ({ api, register, connection }) => {
    await take(register());
    api.connections.push({ ...connection(), id: 'second' });
    await expect(take(register())).rejects.toThrow(
      /2 connections called .+; delete those that are off/,
    );
  });
});

test('changes by hand are found and undone; an alias of the key is a finding of its own', async () => {
  await world(async ({ api, register, connection }) => {
    await take(register());
    const alias = { type: 'AWS_KMS', keyArn: KEY_ARN.replace(/key\/.*/, 'alias/calls') };
    const settings = {
      ...(connection().settings as object),
      encryption: alias,
      region: 'us-east-1',
    };
    api.connections[0] = { ...connection(), settings };
    expect(await ids(register())).toEqual([
      'genesys-connection-differs',
      'genesys-connection-alias',
    ]);
    const [done] = await take(register());
    expect(done).toBe(`Changed ${connection().id}.`);
    expect(await ids(register())).toEqual([]);
  });
});

test('PRIMARY and another bucket are losses', async () => {
  await world(async ({ api, register, connection }) => {
    await take(register());
    const settings = { ...(connection().settings as object), bucketName: 'other' };
    api.connections[0] = { ...connection(), settings };
    await expect(register().steps[0]?.plan()).resolves.toMatchObject({
      loses: 'Recordings would no longer go to "other"',
    });
  });
  const primary =
    '    storageMode: PRIMARY\n    acknowledge: primary-breaks-transcription-quality-monitoring-and-playback\n';
  await world(async ({ api, register, connection }) => {
    await take(register());
    const settings = { ...(connection().settings as object), storageMode: 'DUAL' };
    api.connections[0] = { ...connection(), settings };
    await expect(register().steps[0]?.plan()).resolves.toMatchObject({
      loses: 'From then on Genesys would delete its own copy of each recording',
    });
  }, primary);
});

test('a connection that was deleted in the meantime is recreated only with --yes', async () => {
  for (const yes of [false, true]) {
    await world(async ({ api, server, register, connection }) => {
      await take(register());
      const { id } = connection();
      api.connections[0] = { ...connection(), description: 'by hand' };
      server.inject({ when: on('PUT', ONE), answer: status(404) });
      const [step] = register({ yes }).steps;
      const act = (await step?.plan())?.act ?? (() => Promise.reject(new Error('nothing to do')));
      api.connections.length = 0;
      if (yes) {
        expect(await act(() => undefined)).toBe(
          `${id} was deleted; created ${connection().id}, which is off until it is validated.`,
        );
      } else await expect(act(() => undefined)).rejects.toThrow('--yes recreates it');
      expect(api.connections).toHaveLength(yes ? 1 : 0);
    });
  }
});

test('an organization without the guide’s endpoints is referred to the documented route', async () => {
  await world(async ({ server, register }) => {
    server.inject({ when: on('GET', CONNECTIONS), answer: status(404) });
    await expect(take(register())).rejects.toThrow('registration: bulk-actions');
  });
});

test('after 401 one new token is requested; 403 names the permission', async () => {
  await world(async ({ server, register }) => {
    server.inject({ when: on('GET', CONNECTIONS), answer: status(401), times: 9 });
    await expect(take(register())).rejects.toMatchObject({ status: 401 });
    expect(server.count('POST', /token$/)).toBe(2);
    expect(server.count('GET', CONNECTIONS)).toBe(2);
  });
  await world(async ({ server, register }) => {
    server.inject({ when: on('GET', CONNECTIONS), answer: status(403) });
    await expect(take(register())).rejects.toThrow('lacks Integration > External Storage > Edit');
    expect(server.count('GET', CONNECTIONS)).toBe(1);
  });
});

test('a wrong secret is an error that does not show it', async () => {
  await world(async ({ server, register }) => {
    server.inject({
      when: on('POST', /token$/),
      answer: status(401, { error: 'invalid_client', description: GENESYS_CLIENT.secret }),
      times: 9,
    });
    const error = await take(register()).catch((reason: unknown) => reason);
    expect(String(error)).toContain('answered 401 (invalid_client');
    expect(String(error)).not.toContain(GENESYS_CLIENT.secret);
    expect(server.count('POST', /token$/)).toBeLessThanOrEqual(2);
  });
});

test('retention policies with another number of days are a finding', async () => {
  await world(async ({ api, register }) => {
    await take(register());
    api.days = 729;
    const [finding] = await register().inspect();
    expect(finding).toMatchObject({ id: 'genesys-retention' });
    expect(finding?.what).toContain('deletes after 729 days, and vendorRetentionDays is 730');
  });
});

test('pages that repeat, and a list that ends early, are errors', async () => {
  await world(async ({ server, register }) => {
    const entities = Array.from({ length: 100 }, (_, id) => ({ id: String(id), name: 'x' }));
    server.inject({ when: on('GET', CONNECTIONS), answer: status(200, { entities }), times: 999 });
    await expect(register().steps[0]?.plan()).rejects.toThrow('the pages repeat');
    expect(server.count('GET', CONNECTIONS)).toBe(2);
    server.reset();
    const some = { entities: entities.slice(0, 40), total: 50, pageCount: 1 };
    server.inject({ when: on('GET', CONNECTIONS), answer: status(200, some) });
    await expect(register().steps[0]?.plan()).rejects.toThrow('ended after 40 of 50 entries');
    // The last page has nothing new either, although Genesys does not say how many entries there are.
    for (const last of [entities, []]) {
      server.reset();
      const pages = [entities, last].map((each) => ({ entities: each, pageCount: 3 }));
      for (const page of pages) {
        server.inject({ when: on('GET', CONNECTIONS), answer: status(200, page) });
      }
      await expect(register().steps[0]?.plan()).rejects.toThrow('the pages repeat');
    }
    server.reset();
    const short = { entities: entities.slice(0, 25), nextUri: '/api/v2/next' };
    for (const page of [short, { entities: entities.slice(25, 50), total: 60 }]) {
      server.inject({ when: on('GET', CONNECTIONS), answer: status(200, page) });
    }
    await expect(register().steps[0]?.plan()).rejects.toThrow('ended after 50 of 60 entries');
    server.reset();
    for (let page = 0; page < 2; page += 1) {
      const answer = status(200, { entities, pageCount: 2 });
      server.inject({ when: on('GET', CONNECTIONS), answer });
    }
    await expect(register().steps[0]?.plan()).rejects.toThrow('the pages repeat');
  });
});
