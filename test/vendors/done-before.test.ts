import { LocalVonage, VONAGE_PROJECT } from '../../dev/vendors/vonage';
import { LocalZoom, ZOOM_ACCOUNT } from '../../dev/vendors/zoom';
import type { RegistrationContext, RegistrationStep } from '../../vendors/registration';
import { vonageRegistration } from '../../vendors/vonage/registration';
import { zoomRegistration } from '../../vendors/zoom/registration';
import { CONNECTIONS, world } from './genesys/world';
import { context, memoryNotes, on, serving, status } from './registering';
import { resolve } from './resolve';

const BULK = '    registration: bulk-actions\n';

/** Takes a step, which fails after it has changed something. @returns what it has done */
async function failing(step: RegistrationStep | undefined, fail: () => void): Promise<string[]> {
  const { act } = (await step?.plan()) ?? {};
  const done: string[] = [];
  fail();
  await expect(act?.((what) => done.push(what))).rejects.toThrow();
  return done;
}

describe('what was created before the vendor refuses to list it is named:', () => {
  test('a connection at Genesys', async () => {
    await world(async ({ api, server, register }) => {
      const done = await failing(register().steps[0], () => {
        server.inject({ when: on('GET', CONNECTIONS), answer: status(403) });
      });
      expect(api.connections).toHaveLength(1);
      expect(done).toEqual([`Created ${String(api.connections[0]?.id)} at Genesys; it is off.`]);
    });
  });

  test('an integration at Genesys', async () => {
    await world(async ({ api, server, register }) => {
      const done = await failing(register().steps[0], () => {
        server.inject({ when: on('GET', /integrations$/), answer: status(403) });
      });
      expect(done).toEqual([`Created ${String(api.integrations[0]?.id)} at Genesys.`]);
    }, BULK);
  });

  test('a credential at Genesys', async () => {
    await world(async ({ api, server, register }) => {
      const { steps } = register();
      const { act } = (await steps[0]?.plan()) ?? {};
      await act?.(() => undefined);
      const isListing = on('GET', /credentials\/listing/);
      const done = await failing(steps[1], () => {
        const when: typeof isListing = (request) =>
          isListing(request) && api.bulk.credentials.length > 0;
        server.inject({ when, answer: status(403) });
      });
      expect(done).toEqual([
        `Created the credential ${String(api.bulk.credentials[0]?.name)} at Genesys.`,
      ]);
    }, BULK);
  });

  test('a location at Zoom', async () => {
    const { store } = resolve({ vendor: 'zoom', encryption: 'sse-s3' });
    const api = new LocalZoom();
    await serving([api.answer], async (url, server) => {
      const env = {
        ZOOM_VIDEO_SDK_API_KEY: ZOOM_ACCOUNT.key,
        ZOOM_VIDEO_SDK_API_SECRET: ZOOM_ACCOUNT.secret,
      };
      const registration = zoomRegistration(store as never, context(url, env));
      const done = await failing(registration.steps[0], () => {
        server.inject({ when: on('POST', /location$/), answer: status(201, {}), afterwards: true });
        server.inject({ when: on('GET', /location$/), answer: status(403) });
      });
      expect(done).toEqual(['Created the storage location at Zoom.']);
    });
  });
});

test('an archive storage at Vonage is named when it cannot be noted', async () => {
  const { store } = resolve({ vendor: 'vonage', project: VONAGE_PROJECT.key });
  const env = { OPENTOK_API_KEY: VONAGE_PROJECT.key, OPENTOK_API_SECRET: VONAGE_PROJECT.secret };
  const api = new LocalVonage();
  await serving([api.answer], async (url) => {
    const notes = memoryNotes();
    const refusing = {
      ...notes,
      read: () => notes.read(),
      write: (note: Parameters<typeof notes.write>[0]) =>
        note.done ? Promise.reject(new Error('denied')) : notes.write(note),
    };
    const register = (more: Partial<RegistrationContext>) =>
      vonageRegistration(store as never, context(url, env, more));
    const set = await failing(register({ notes: refusing }).steps[0], () => undefined);
    expect(set).toEqual(['Archives of 45828062 are uploaded to acme.']);
    expect(api.storage).toBeDefined();
    const stuck = {
      ...notes,
      read: () => notes.read(),
      remove: () => Promise.reject(new Error('denied')),
    };
    const unset = await failing(register({ notes: stuck }).disconnect[0], () => undefined);
    expect(unset).toEqual(['Archives of 45828062 are stored at Vonage.']);
    expect(api.storage).toBeUndefined();
  });
});
