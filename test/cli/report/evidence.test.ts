import { createSign, generateKeyPairSync } from 'node:crypto';
import { collectReport } from '../../../cli/report/collect';
import { packEvidence, sha256Of } from '../../../cli/report/evidence';
import type { EnvironmentReport } from '../../../cli/report/model';
import { isSignedByPublicKey, type SignManifest } from '../../../cli/report/signature';
import { verifyEvidence } from '../../../cli/report/verify';
import { bytesOf, tryReadArchive, writeArchive } from '../../../cli/report/zip';
import { ENVIRONMENT } from './inputs';

let report: EnvironmentReport;
let pack: Uint8Array;

const PLAN = {
  version: 1 as const,
  environment: 'prod',
  base: 'a'.repeat(40),
  stacks: [],
  byHand: [],
  gone: [],
  unplanned: [],
  notes: [],
};
const PARTS = { checks: { 'calls-prod/2026-11-15T03-00-00.000Z': '{"total":2}' }, plans: [PLAN] };

const OPTIONS = { asOf: '2026-11-20', live: false, warnings: [], acknowledged: [], env: {} };

beforeAll(async () => {
  report = await collectReport(ENVIRONMENT, OPTIONS);
  pack = await packEvidence(report, PARTS);
});

const filesOf = (bytes: Uint8Array) => ({ ...tryReadArchive(bytes)?.files });
const problemsOf = async (bytes: Uint8Array) => (await verifyEvidence(bytes)).problems;

test('the same input gives the same bytes, in every time zone', async () => {
  const zone = process.env.TZ;
  process.env.TZ = 'Pacific/Kiritimati';
  try {
    expect(sha256Of(await packEvidence(report, PARTS))).toBe(sha256Of(pack));
  } finally {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});

test('a report that is collected again gives the same bytes, whatever the time is', async () => {
  // In the past: to a clock that is ahead, the temporary folders of other tests would be left over from long ago.
  jest.useFakeTimers({ now: Date.parse('2021-02-03T04:05:06Z'), advanceTimers: true });
  try {
    const again = await collectReport(ENVIRONMENT, OPTIONS);
    expect(sha256Of(await packEvidence(again, PARTS))).toBe(sha256Of(pack));
  } finally {
    jest.useRealTimers();
  }
});

test('a pack has the page, the data, the stacks, the policies, the checks, the plans and the versions', () => {
  expect(Object.keys(filesOf(pack))).toEqual(
    expect.arrayContaining([
      'report.html',
      'report.json',
      'manifest.json',
      'register.json',
      'versions.json',
      'stacks/calls-prod/cdk.tf.json',
      'stacks/state-prod/cdk.tf.json',
      'policies/calls-prod/synthesized/bucket-acme-calls.json',
      'policies/calls-prod/synthesized/trust-recordings-calls-prod.json',
      'checks/calls-prod/2026-11-15T03-00-00.000Z.json',
      `plans/prod-${'a'.repeat(40)}.json`,
    ]),
  );
  const plan = Buffer.from(filesOf(pack)[`plans/prod-${PLAN.base}.json`] ?? []).toString();
  expect(JSON.parse(plan)).toMatchObject({ digest: expect.stringMatching(/^sha256:/) as unknown });
});

test('the register names the stores whose cases are not known', () => {
  const register = JSON.parse(
    Buffer.from(filesOf(pack)['register.json'] ?? []).toString(),
  ) as object;
  expect(register).toMatchObject({
    holds: [],
    holdsNotKnown: ['calls-prod', 'video-prod', 'other-prod'],
  });
});

test('each of the different plans of a commit has a file', async () => {
  const other = { ...PLAN, gone: [{ id: 'old-prod' }] };
  const namesOf = async (...plans: (typeof PLAN)[]) =>
    Object.keys(filesOf(await packEvidence(report, { plans }))).filter((name) =>
      name.startsWith('plans/'),
    );
  const named = expect.stringMatching(/^plans\/prod-a{40}-[0-9a-f]{12}\.json$/) as unknown;
  const names = await namesOf(PLAN, other as never);
  expect(names).toEqual([named, named]);
  expect(await namesOf(other as never, PLAN, PLAN)).toEqual(names);
  expect(await namesOf(PLAN, PLAN)).toEqual([`plans/prod-${PLAN.base}.json`]);
});

test.each([
  ['as it is printed', 'sha256:%', (digest: string) => digest],
  ['in upper case', 'SHA256:%', (digest: string) => digest.toUpperCase()],
])('a pack that was not changed has no problems, with its digest %s', async (_, form, write) => {
  const digest = form.replace('%', write(sha256Of(pack)));
  expect(await verifyEvidence(pack, { digest })).toMatchObject({
    environment: 'prod',
    asOf: '2026-11-20',
    problems: [],
    signature: 'Not signed',
  });
});

test('a change of any byte is found', async () => {
  // Every byte of the headers would take minutes: each of these positions is in another part of the archive.
  const last = pack.length - 1;
  const places = [0, 6, 10, 14, 26, 31, 200, last, last - 5, last - 21, last - 60, last - 90];
  const spread = Array.from({ length: 30 }, (_, index) => Math.floor((index / 30) * last));
  for (const place of [...places, ...spread]) {
    const changed = Uint8Array.from(pack);
    changed[place] = (changed[place] ?? 0) ^ 1;
    expect({ place, found: (await problemsOf(changed)).length > 0 }).toEqual({
      place,
      found: true,
    });
  }
});

const repacked = (change: (files: Record<string, Uint8Array>) => void) => {
  const files = filesOf(pack);
  change(files);
  return writeArchive(files);
};

test.each<readonly [string, string, (files: Record<string, Uint8Array>) => void]>([
  ['changed', 'report.html was changed', (files) => (files['report.html'] = bytesOf('<p>'))],
  ['removed', 'versions.json is missing', (files) => delete files['versions.json']],
  ['added', 'notes.txt was added', (files) => (files['notes.txt'] = bytesOf('x'))],
  [
    'replaced as a manifest',
    'manifest.json is missing, or was changed',
    (files) => (files['manifest.json'] = bytesOf('{}')),
  ],
])('a file that was %s is named', async (_, problem, change) => {
  expect(await problemsOf(repacked(change))).toEqual([problem]);
});

test.each([
  ['bytes after its end', () => Buffer.concat([pack, Buffer.from('x')])],
  ['bytes before its begin', () => Buffer.concat([Buffer.from('x'), pack])],
  ['half of its bytes', () => pack.slice(0, pack.length / 2)],
  ['no bytes', () => new Uint8Array()],
])('a pack with %s was changed', async (_, change) => {
  expect(await problemsOf(change())).not.toEqual([]);
});

test('a pack that was replaced as a whole is found by its digest', async () => {
  const other = await packEvidence({ ...report, asOf: '2026-11-21' }, {});
  const { problems } = await verifyEvidence(other, { digest: sha256Of(pack) });
  expect(problems).toEqual([expect.stringMatching(/^The SHA-256 of the pack is .*, and not /)]);
});

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
const sign: SignManifest = (manifest) =>
  Promise.resolve({
    keyArn: 'arn:aws:kms:eu-central-1:111111111111:key/a',
    algorithm: 'ECDSA_SHA_256',
    signature: createSign('sha256').update(manifest).sign(privateKey).toString('base64'),
  });
const byKey = {
  isSigned: (manifest: Uint8Array, signature: Parameters<typeof isSignedByPublicKey>[1]) =>
    isSignedByPublicKey(manifest, signature, pem),
};

test('a signature shows that a pack was replaced, also if its digests fit', async () => {
  const signed = await packEvidence(report, { sign });
  const other = await packEvidence({ ...report, asOf: '2026-11-21' }, { sign });
  expect(await verifyEvidence(signed, byKey)).toMatchObject({
    problems: [],
    signature: 'Valid, by the key that was given',
  });
  const forged = {
    ...filesOf(other),
    'signature.json': filesOf(signed)['signature.json'] ?? new Uint8Array(),
  };
  expect((await verifyEvidence(writeArchive(forged), byKey)).problems).toEqual([
    'The signature is not that of the given key',
  ]);
  expect((await verifyEvidence(pack, byKey)).problems).toEqual([
    'It is not signed, or the signature was removed',
  ]);
  expect((await verifyEvidence(signed)).signature).toMatch(/which was not checked: give --key/);
});
