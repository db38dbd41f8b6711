import { genesys } from '../../../vendors/genesys';
import { resolve } from '../resolve';

const SETTINGS = {
  vendor: 'genesys',
  organizationId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  genesysAccount: '765628985471',
  genesysRegion: 'eu-central-1',
  vendorRetentionDays: 730,
};
const MOVED = {
  prefix: 'calls/',
  pathPattern: 'calls/{yyyy}/{mm}/{dd}/{recording_uuid}.{format}',
  previousPaths: [{ prefix: 'recordings/' }],
};

const checklist = (change: object) =>
  genesys.checklist(resolve({ ...SETTINGS, ...change }).store as never);
const items = (change: object) =>
  Object.fromEntries(checklist(change).connect.map(({ id, what }) => [id, what]));

test('the rule is described with the connection and the path of the store', () => {
  expect(items({})['genesys-recording-rule']).toBe(
    'Set the Recording Rule node of each Architect flow: recording type Call or Screen, External Storage on, connection profile "AWS S3 Dual Storage - calls-prod Recordings", file path recordings/{yyyy}/{mm}/{dd}/{conversation_uuid}.{format}.',
  );
});

test('Include Metadata is asked for as the settings say', () => {
  expect(items({ includeMetadata: true })['genesys-include-metadata']).toMatch(/^Switch on /);
  expect(items({})['genesys-include-metadata']).toMatch(/^Leave Include Metadata .* off/);
});

test('after a move, the rule and WEM are to be changed; without one, they are not', () => {
  expect(items(MOVED)).toMatchObject({
    'genesys-recording-rule': expect.stringContaining('profile the one for calls/,') as unknown,
    'genesys-moved-rule': expect.stringContaining('at the connection for calls/') as unknown,
    'genesys-moved-wem': 'Let WEM read metadata below calls/ and recordings/.',
  });
  expect(Object.keys(items({})).filter((id) => id.startsWith('genesys-moved-'))).toEqual([]);
});

test('the integration has a checklist of its own', () => {
  const bulk = checklist({ registration: 'bulk-actions' });
  expect(bulk.connect.map(({ id }) => id)).toEqual([
    'genesys-integration-permissions',
    'genesys-export-policy',
    'genesys-notify-on-deletion',
  ]);
  expect(bulk.disconnect.map(({ id }) => id)).toEqual(['genesys-stop-exports']);
});
