import { destroyedBuckets } from '../../../cli/existing/full-buckets';
import { planImporting } from '../../../cli/existing/plan-new';
import type { Environment } from '../../../config/environment';
import { parseRawPlan } from '../../../review/raw-plan';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { environmentsOf } from '../../environments';
import { answeringServer, CALLER_IDENTITY } from '../answering-server';
import { NEW_STORE, newStoreText } from '../new-store';

const folder = new TemporaryFolder();

/** The resources that exist, by what a request for them contains. */
let existing: readonly (readonly [request: RegExp, body: string])[] = [];
const server = answeringServer((asked) => {
  const all = [[/GetCallerIdentity/, CALLER_IDENTITY] as const, ...existing];
  const found = all.find(([pattern]) => pattern.test(asked));
  if (refused.test(asked)) return { status: 403, body: '<Error><Code>AccessDenied</Code></Error>' };
  return { status: found ? 200 : 404, body: found?.[1] ?? '{"__type":"NotFoundException"}' };
});
/** The requests that AWS refuses. */
let refused: RegExp;
let environment: Environment;
beforeAll(async () => {
  const endpoint = await server.start();
  [environment] = environmentsOf([
    { file: 'environments/prod.yaml', text: newStoreText(endpoint) },
  ]) as [Environment];
});
afterAll(async () => {
  await server.stop();
  folder.remove();
});

const notes: string[] = [];
beforeEach(() => {
  notes.length = 0;
  refused = /^$/;
});

const BUCKET = 'aws_s3_bucket.Recordings_Bucket_4660BE97';

/** A plan that destroys one bucket, which is read with its versions. */
function planDestroying(before: object) {
  const destroying = JSON.parse(NEW_STORE) as { resource_changes: { change: object }[] };
  const change = { actions: ['delete'], before: { bucket: 'acme-meetings-prod', ...before } };
  destroying.resource_changes = [
    { address: BUCKET, mode: 'managed', type: 'aws_s3_bucket', change } as { change: object },
  ];
  return planImporting({ id: 'meetings-prod', folder: folder.path }, environment, {
    plan: () => Promise.resolve(JSON.stringify(destroying)),
    onNote: (note) => notes.push(note),
  });
}

const bucketWith = (content: string): typeof existing => [
  [/^HEAD \/acme-meetings-prod\/?(?:\?| )/, ''],
  [/^GET \/acme-meetings-prod\/?\?tagging/, '<Tagging><TagSet/></Tagging>'],
  [
    /^GET \/acme-meetings-prod\/?\?.*versions/,
    `<ListVersionsResult>${content}</ListVersionsResult>`,
  ],
];

test.each([['<Version><Key>a</Key></Version>'], ['<DeleteMarker><Key>a</Key></DeleteMarker>']])(
  'a bucket with %s is not destroyed: S3 would refuse halfway',
  async (content) => {
    existing = bucketWith(content);
    await expect(planDestroying({})).rejects.toThrow(
      `bucket acme-meetings-prod would be destroyed, and is not empty (${BUCKET})`,
    );
  },
);

test('an empty bucket is destroyed, and one of a throw-away environment with what is in it', async () => {
  existing = bucketWith('');
  await expect(planDestroying({})).resolves.toContain(BUCKET);
  existing = bucketWith('<Version><Key>a</Key></Version>');
  await expect(planDestroying({ force_destroy: true })).resolves.toContain(BUCKET);
  expect(notes).toEqual([]);
});

test('a bucket whose versions may not be listed is destroyed with a note', async () => {
  existing = bucketWith('').filter(([request]) => !request.source.includes('versions'));
  refused = /versions|acme-other/;
  await expect(planDestroying({})).resolves.toContain(BUCKET);
  await expect(planDestroying({ bucket: 'acme-other' })).resolves.toContain(BUCKET);
  const end = 'If it is not, S3 refuses to delete it halfway.';
  expect(notes).toEqual([
    `meetings-prod: whether bucket acme-meetings-prod, which it destroys, is empty is not known: these credentials may not list its versions. ${end}`,
    `meetings-prod: whether bucket acme-other, which it destroys, is empty is not known: these credentials have no access to it. ${end}`,
  ]);
});

test('the register of cases that hold versions is not destroyed, empty or not', async () => {
  const register = { force_destroy: true, tags: { 'storage-kind': 'reports' } };
  existing = [
    [
      /^GET \/acme-meetings-prod\/?\?.*list-type=2/,
      '<ListBucketResult><Contents><Key>holds/versions/recordings/a/1/smith</Key></Contents></ListBucketResult>',
    ],
  ];
  await expect(planDestroying(register)).rejects.toThrow(
    'bucket acme-meetings-prod would be destroyed with the register of cases: smith hold 1 version',
  );
  existing = [[/^GET \/acme-meetings-prod\/?\?.*list-type=2/, '<ListBucketResult/>']];
  await expect(planDestroying(register)).resolves.toContain(BUCKET);
});

test('a plan that keeps its buckets destroys none', () => {
  expect(destroyedBuckets(parseRawPlan(NEW_STORE, 'meetings-prod'))).toEqual([]);
});
