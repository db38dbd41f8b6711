import { gapsOf } from '../../../cli/adopt/gaps';
import type { AdoptableBucket } from '../../../cli/adopt/live';
import type { ObjectCounts } from '../../../cli/adopt/objects';
import { proposeStore } from '../../../cli/adopt/propose';
import { deployed, missing, observed, refused, stored } from '../doctor/deployed';

const { live } = deployed('calls-prod');
const { region: _, ...settings } = live.bucket;

const RULE = {
  prefix: '',
  narrowed: '[[],null,null]',
  days: 400,
  noncurrentDays: 14,
  keptVersions: 0,
  transitions: [{ storageClass: 'GLACIER', days: 90 }],
  noncurrentTransitions: [],
  abortDays: 7,
};

/** A bucket as callvault deploys it, with changes. */
const bucketWith = (change: Partial<AdoptableBucket> = {}): AdoptableBucket => ({
  ...settings,
  name: 'acme-calls',
  region: 'eu-central-1',
  lifecycle: observed({ rules: [RULE] }),
  tags: observed({}),
  grants: observed([]),
  website: missing,
  cors: missing,
  notifications: missing,
  inventories: missing,
  metrics: missing,
  analytics: missing,
  tiering: missing,
  acceleration: missing,
  mfaDelete: missing,
  ...change,
});

/** A bucket that was made in the console years ago. */
const CLICKED = bucketWith({
  versioning: missing,
  openTo: missing,
  ownership: missing,
  encryption: observed({ algorithm: 'AES256' }),
  lifecycle: missing,
  logging: missing,
  grants: observed(['http://acs.amazonaws.com/groups/global/AllUsers READ']),
  website: observed(true),
  cors: observed(1),
  notifications: observed(['EventBridge']),
  policy: stored([
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::222222222222:role/writer' },
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::acme-calls/*',
    },
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::111111111111:role/reader' },
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::acme-calls/*',
    },
  ]),
});

const summary = (bucket: AdoptableBucket) =>
  gapsOf(bucket).map(({ when, control, what }) => `${when} ${control}: ${what}`);

test('a bucket that was made by hand has its gaps in the order in which they are closed safely', () => {
  expect(summary(CLICKED)).toEqual([
    'before S3-5: The bucket is not versioned: what is overwritten or deleted is lost',
    'before S3-10: The bucket policy allows access to AWS:arn:aws:iam::222222222222:role/writer, AWS:arn:aws:iam::111111111111:role/reader',
    "before S3-9: ACLs are in effect (ObjectWriter), and the bucket's own grants http://acs.amazonaws.com/groups/global/AllUsers READ",
    'before S3-1: Public access is not blocked: all of them off',
    'before S3-19: The bucket is a website',
    'deployment S3-4: New objects are encrypted with AES256',
    'deployment S3-3: Requests over plain HTTP are not denied',
    'deployment S3-6: No lifecycle rule deletes old versions',
    'deployment S3-7: No lifecycle rule aborts unfinished uploads',
    'deployment S3-8: Accesses are not logged',
    'after S3-13: No Object Lock retention protects new objects',
    'after S3-12: No other region has a copy',
    'after : S3 notifies EventBridge',
    'after : Web pages may send requests (CORS)',
  ]);
});

test('a bucket that has everything needs nothing before the deployment', () => {
  expect(gapsOf(bucketWith()).filter(({ when }) => when === 'before')).toEqual([]);
});

test('what AWS does not show is a gap, and comes first', () => {
  const [first] = gapsOf(bucketWith({ policy: refused }));
  expect(first).toMatchObject({
    when: 'before',
    what: 'AWS does not show everything: s3:GetBucketPolicy acme-calls: AccessDenied: no',
  });
});

test('a policy that callvault cannot read needs a person, and no other credentials', () => {
  const answer = 'the policy cannot be read: it has "Acton"';
  const [first] = gapsOf(bucketWith({ policy: { ...refused, answer, unreadable: true } }));
  expect(first).toEqual({
    control: '',
    when: 'before',
    what: 'The bucket policy is not compared: the policy cannot be read: it has "Acton"',
    step: 'Compare it yourself: the deployment replaces the policy.',
  });
});

test.each([
  ['versioning', ['S3-5']],
  ['ownership', ['S3-9']],
  ['openTo', ['S3-1']],
  ['encryption', ['S3-4']],
  ['policy', ['S3-10', 'S3-3']],
  ['lifecycle', ['S3-6', 'S3-7']],
  ['logging', ['S3-8']],
] as const)('if AWS does not show %s, nothing is said about %j', (setting, controls) => {
  const shown = gapsOf(CLICKED).map(({ control }) => control);
  expect(shown).toEqual(expect.arrayContaining([...controls]));
  const gaps = gapsOf({ ...CLICKED, [setting]: refused });
  const others = shown.filter((control) => !controls.some((each) => each === control));
  expect(gaps.map(({ control }) => control)).toEqual(['', ...others]);
});

test('what the deployment replaces or leaves is named', () => {
  const all = gapsOf(
    bucketWith({
      tags: observed({ team: 'x', 'aws:cloudformation:stack-name': 'phone' }),
      lifecycle: observed({
        rules: [
          { ...RULE, prefix: 'logs/', days: 30, transitions: [], abortDays: undefined },
          { ...RULE, narrowed: '[[["a","b"]],null,null]', days: undefined, date: '2027-01-01' },
        ],
      }),
      metrics: observed(['all']),
      analytics: observed(['a', 'b']),
      tiering: observed(['old']),
      acceleration: observed('Enabled'),
      mfaDelete: observed(true),
      logging: observed({ TargetBucket: 'acme-calls', TargetPrefix: 'logs/' }),
    }),
  );
  const said = all.map(({ when, what }) => `${when}: ${what}`);
  expect(said).toEqual(
    expect.arrayContaining([
      'before: The bucket was created by a service of AWS: aws:cloudformation:stack-name=phone',
      'deployment: The bucket has lifecycle rules: logs/ (expires after 30 days, old versions deleted after 14 days); the whole bucket, by tag or size (GLACIER after 90 days, expires on 2027-01-01, old versions deleted after 14 days, uploads aborted after 7 days)',
      'deployment: The bucket has the tags team=x',
      'before: MFA Delete is on',
      'deployment: Accesses are logged to the bucket itself',
      'after: There are the request metrics all',
      'after: There are the storage class analyses a, b',
      'after: Transfer Acceleration is enabled',
      'after: Intelligent-Tiering archives objects: old',
    ]),
  );
});

test('grants of the ACL of the bucket have to be removed first, or S3 refuses to disable ACLs', () => {
  const acl = ({ control }: { control: string }) => control === 'S3-9';
  expect(gapsOf(CLICKED).find(acl)?.step).toContain(
    'put-bucket-acl --bucket acme-calls --acl private',
  );
  const none = gapsOf({ ...CLICKED, grants: observed([]) }).find(acl);
  expect(none?.step).not.toContain('put-bucket-acl');
});

test('suspended versioning is a gap', () => {
  expect(summary(bucketWith({ versioning: observed('Suspended') }))[0]).toContain('S3-5');
});

const OBJECTS: ObjectCounts = {
  count: 2,
  complete: true,
  bytes: 20,
  folder: 'recordings/',
  byEncryption: {},
  withoutMetadata: 0,
  public: [],
  refused: 0,
};

test('the proposed store keeps what the bucket has', () => {
  const lock = observed({ mode: 'governance', days: 30 });
  const bucket = bucketWith({ lock, policy: CLICKED.policy });
  expect(proposeStore(bucket, OBJECTS, { name: 'calls', vendor: 'genesys' })).toBe(`  calls:
    # The bucket policy lets write: AWS:arn:aws:iam::222222222222:role/writer
    vendor: genesys # its own settings: see docs/vendors.md
    bucket: acme-calls
    adopt: true
    prefix: "recordings/"
    retention:
      days: 400
      noncurrentDays: 14
      transitions:
        - { storageClass: GLACIER, days: 90 }
    objectLock: { mode: governance, days: 30 }`);
});

test.each([
  ['talks/', 'talks/'],
  ['talks/2026/', 'talks/'],
  ['talks/v2/year=2026/month=11/', 'talks/v2/'],
  ['talks/20261126/', 'talks/'],
  ['3f2504e0-4f89-41d3-9a0c-0305e82c3301/', ''],
  ['acme-2/calls.v1/', 'acme-2/calls.v1/'],
])(
  'for objects in %s, the proposed prefix is %j: the next recordings are in other folders',
  (folder, prefix) => {
    const proposal = proposeStore(bucketWith(), { ...OBJECTS, folder }, { name: 'calls' });
    expect(/prefix: (.*)/.exec(proposal)?.[1] ?? '""').toBe(JSON.stringify(prefix));
  },
);

test('the proposed store keeps the tags, and moves to each class once', () => {
  const more = {
    ...RULE,
    transitions: [
      { storageClass: 'GLACIER', days: 60 },
      { storageClass: 'STANDARD_IA', days: 30 },
    ],
  };
  const tags = observed({ 'cost center': '7', 'aws:backup': 'x' });
  const lifecycle = observed({ rules: [RULE, more] });
  const proposal = proposeStore(bucketWith({ tags, lifecycle }), OBJECTS, { name: 'calls' });
  expect(proposal).toContain(`      transitions:
        - { storageClass: STANDARD_IA, days: 30 }
        - { storageClass: GLACIER, days: 60 }
    tags:
      "cost center": "7"`);
  expect(proposal).not.toContain('aws:');
});

test.each([
  ['of another folder', { ...RULE, prefix: 'other/' }],
  ['for objects with a tag', { ...RULE, narrowed: '[[["a","b"]],null,null]' }],
])('a rule %s does not say how long recordings are kept', (_name, rule) => {
  const bucket = bucketWith({ lifecycle: observed({ rules: [rule] }) });
  expect(proposeStore(bucket, OBJECTS, { name: 'calls' })).toContain(
    'days: # no rule expires recordings now',
  );
});

test('if AWS does not show the lifecycle, the proposed store has no retention', () => {
  const proposal = proposeStore(bucketWith({ lifecycle: refused }), OBJECTS, { name: 'calls' });
  expect(proposal).toMatch(/days: # AWS does not show the lifecycle: [a-z ]+$/);
});

test('an access point is a gap, with what its policy allows and from where', () => {
  const { statements } = stored([
    { Effect: 'Allow', Principal: { AWS: '222222222222' }, Action: 's3:*', Resource: '*' },
  ]).value;
  const gaps = gapsOf(
    bucketWith({
      accessPoints: observed([
        { name: 'partner', statements },
        { name: 'old', vpc: 'vpc-1', statements: [] },
      ]),
    }),
  );
  expect(gaps.filter(({ what }) => what.includes('access point')).map(({ what }) => what)).toEqual([
    'The access point partner for the internet allows access to AWS:222222222222',
    'The access point old for vpc-1 has no policy that allows anything',
  ]);
});
