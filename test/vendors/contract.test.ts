import * as fs from 'node:fs';
import { projectFiles } from '../source/project-files';
import { findVendor } from '../../config/resolve';
import { DAILY_DOMAIN, LocalDaily } from '../../dev/vendors/daily';
import { GENESYS_CLIENT, LocalGenesys } from '../../dev/vendors/genesys';
import type { VendorApi } from '../../dev/vendors/exchange';
import { RECORDING_READERS, renderRecordingReaders } from '../../dev/recording-readers';
import { LocalTwilio, TWILIO_ACCOUNT } from '../../dev/vendors/twilio';
import { LocalVonage, VONAGE_PROJECT } from '../../dev/vendors/vonage';
import { LocalZoom, ZOOM_ACCOUNT } from '../../dev/vendors/zoom';
import type { Statement } from '../../core/policy';
import { vendors } from '../../vendors';
import type { Registration } from '../../vendors/registration';
import type { AnySettings, Vendor } from '../../vendors/vendor';
import { context, memoryNotes, serving, take } from './registering';
import { resolve } from './resolve';

const NAMES = Object.keys(vendors);

/** Local APIs, and credentials for them, of the vendors that have an API. */
const LOCAL: Readonly<Record<string, () => { api: VendorApi; env: Record<string, string> }>> = {
  daily: () => ({
    api: new LocalDaily().answer,
    env: { DAILY_API_KEY: DAILY_DOMAIN.key },
  }),
  vonage: () => ({
    api: new LocalVonage().answer,
    env: { OPENTOK_API_KEY: VONAGE_PROJECT.key, OPENTOK_API_SECRET: VONAGE_PROJECT.secret },
  }),
  zoom: () => ({
    api: new LocalZoom().answer,
    env: {
      ZOOM_VIDEO_SDK_API_KEY: ZOOM_ACCOUNT.key,
      ZOOM_VIDEO_SDK_API_SECRET: ZOOM_ACCOUNT.secret,
    },
  }),
  genesys: () => ({
    api: new LocalGenesys().answer,
    env: { GENESYS_CLIENT_ID: GENESYS_CLIENT.id, GENESYS_CLIENT_SECRET: GENESYS_CLIENT.secret },
  }),
  twilio: () => ({
    api: new LocalTwilio().answer,
    env: { TWILIO_ACCOUNT_SID: TWILIO_ACCOUNT.sid, TWILIO_AUTH_TOKEN: TWILIO_ACCOUNT.token },
  }),
};

/** Wildcards in KMS actions that AWS's own documentation uses, and vendors' guides with it. */
const ALLOWED_WILDCARDS = ['kms:ReEncrypt*', 'kms:GenerateDataKey*'];

const PREFIX = 'only/here/';

function exampleOf(vendor: Vendor<AnySettings>): object {
  const [example] = (vendor.settings.meta()?.examples ?? []) as object[];
  if (!example) throw new Error('The settings have no example.');
  return example;
}

const actionsOf = ({ Action = [] }: Statement) => [Action].flat();
const resourcesOf = ({ Resource = [] }: Statement) => [Resource].flat();

describe.each(NAMES)('%s', (name) => {
  const vendor = findVendor(name);
  const example = exampleOf(vendor);
  // Where the key pattern is the vendor's own, its folder is.
  const { store, problems, identity, bucket, trust } = resolve(example);
  const DEPLOYED = {
    principalArn: store.principalArn ?? '',
    recordingsKeyArn: 'arn:aws:kms:eu-central-1:111111111111:key/8f14e45f-ceea-467f-a0e6',
  };
  const allowed = [...identity, ...bucket].filter(({ Effect }) => Effect === 'Allow');

  test('its example is a valid store, with a title and a description', () => {
    expect(problems.filter(({ warning }) => !warning)).toEqual([]);
    expect(vendor.settings.meta()).toMatchObject({
      title: expect.any(String) as unknown,
      description: expect.any(String) as unknown,
    });
  });

  test('docs/vendors.md has a section for it, and an integration test deploys it', () => {
    const page = fs.readFileSync('docs/vendors.md', 'utf8');
    const title = name === 'custom' ? 'Others: `vendor: custom`' : store.profile.title;
    expect(page).toMatch(RegExp(`^## ${title}`, 'm'));
    const deployed = [
      'test/environments/local.yaml',
      'test/integration/vendor-examples.test.ts',
      'examples/vendors/tavus.yaml',
    ];
    const names = deployed.flatMap((file) =>
      [...fs.readFileSync(file, 'utf8').matchAll(/vendor: '?(\w+)/g)].map(([, each]) => each),
    );
    expect(names).toContain(name);
  });

  test('each fact has a source', () => {
    const { sources, evidence, title } = store.profile;
    expect(title).not.toBe('');
    expect(evidence).not.toBe('');
    expect(sources.filter((source) => source.trim().length > 5)).toHaveLength(sources.length);
    expect(sources.length).toBeGreaterThan(0);
  });

  test('no wildcard is granted beyond its guide', () => {
    const wildcards = allowed.flatMap(actionsOf).filter((action) => action.includes('*'));
    expect(wildcards.filter((action) => !ALLOWED_WILDCARDS.includes(action))).toEqual([]);
    expect(JSON.stringify(trust?.Principal ?? '')).not.toContain('*');
  });

  test('it may only reach objects below its prefix', () => {
    const prefixed = resolve({ ...example, prefix: PREFIX });
    const objects = [...prefixed.identity, ...prefixed.bucket]
      .filter(({ Effect, Sid }) => Effect === 'Allow' && Sid !== 'ListRecordings')
      .flatMap(resourcesOf)
      .filter((resource) => resource.startsWith(`${prefixed.store.bucketArn}/`));
    expect(objects.length).toBeGreaterThan(0);
    expect([...new Set(objects)]).toEqual([`${prefixed.store.bucketArn}/${PREFIX}*`]);
  });

  test('what has an API has credentials, findings and a local API for tests', () => {
    const has = vendor.registration !== undefined;
    expect(vendor.credentials !== undefined).toBe(has);
    expect(Object.keys(vendor.findings ?? {}).length > 0).toBe(has);
    expect(LOCAL[name] !== undefined).toBe(has);
    expect(store.profile.registration.mode === 'rest').toBe(has);
    for (const id of Object.keys(vendor.findings ?? {})) expect(id).toMatch(RegExp(`^${name}-`));
  });

  test('its registration finds what exists and changes only what differs', async () => {
    const local = LOCAL[name]?.();
    if (!local) return;
    const outputs = vendor.outputs(store, DEPLOYED);
    await serving([local.api], async (url) => {
      const notes = memoryNotes();
      const more = { outputs, notes };
      const register = () => vendor.registration?.(store, context(url, local.env, more));
      const registration = (): Registration => {
        const registered = register();
        if (!registered) throw new Error(`${name} has an API.`);
        return registered;
      };
      const found = await registration().inspect();
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ id }) => vendor.findings?.[id] === undefined)).toEqual([]);
      expect((await take(registration())).some((done) => done !== '=')).toBe(true);
      for (const { plan } of registration().steps) {
        const { requests, changesNothing = false } = await plan();
        expect(changesNothing ? [] : requests).toEqual([]);
      }
      expect(await registration().inspect()).toEqual([]);
      expect(registration().inspects.length).toBeGreaterThan(0);
    });
  });

  test('it is stopped by steps that give something up, and then has nothing more to do', async () => {
    const local = LOCAL[name]?.();
    if (!local) return;
    await serving([local.api], async (url) => {
      const outputs = vendor.outputs(store, DEPLOYED);
      const notes = memoryNotes();
      const registration = () => {
        const more = { outputs, notes };
        const registered = vendor.registration?.(store, context(url, local.env, more));
        if (!registered) throw new Error(`${name} has an API.`);
        return registered;
      };
      const plans = async () =>
        Promise.all(registration().disconnect.map(async ({ plan }) => plan()));
      expect((await plans()).flatMap(({ requests }) => requests)).toEqual([]);
      await take(registration());
      const pending = (await plans()).filter(({ requests }) => requests.length > 0);
      expect(pending.length).toBeGreaterThan(0);
      expect(pending.filter(({ loses }) => loses === undefined)).toEqual([]);
      await take({ steps: registration().disconnect });
      expect((await plans()).flatMap(({ requests }) => requests)).toEqual([]);
      expect(await registration().inspect()).not.toEqual([]);
      await take(registration());
      expect(await registration().inspect()).toEqual([]);
    });
  });

  test('a person is told what no API shows, and how the vendor is stopped', () => {
    const { connect, disconnect } = vendor.checklist(store);
    expect(connect.length).toBeGreaterThan(0);
    expect(disconnect.length).toBeGreaterThan(0);
    for (const { id, what, source } of [...connect, ...disconnect]) {
      expect(id).toMatch(RegExp(`^${name}-[a-z-]+$`));
      expect(what).toMatch(/^[A-Z].*\.$/);
      expect(source.length).toBeGreaterThan(5);
    }
  });
});

/** Comments and citations of guides say where facts come from; they do not make a file depend on a vendor. */
function codeOf(file: string): string {
  return fs
    .readFileSync(file, 'utf8')
    .replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, '')
    .replaceAll(/'[^'\n]* guide[^'\n]*'/g, '');
}

/** Names of vendors that are words besides. */
const WORDS: Readonly<Record<string, RegExp>> = { daily: /vendors\/daily\/|vendor.*'daily'/ };

test.each(NAMES.filter((name) => name !== 'custom'))(
  'only the folder of %s names it, and one line of the index',
  (name) => {
    const others = ['test/', 'dev/', 'bench/', 'examples/', `vendors/${name}/`, RECORDING_READERS];
    const files = projectFiles()
      .filter((file) => file.endsWith('.ts'))
      .filter((file) => !others.some((folder) => file.startsWith(folder)));
    const named = WORDS[name] ?? RegExp(name, 'i');
    const naming = files.filter((file) => named.test(codeOf(file)));
    expect(naming).toEqual(WORDS[name] ? [] : ['vendors/index.ts']);
  },
);

test('npm run schema was run after the last vendor was added', () => {
  expect(fs.readFileSync(RECORDING_READERS, 'utf8')).toBe(renderRecordingReaders());
});
