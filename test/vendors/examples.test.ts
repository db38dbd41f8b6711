import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import type { Statement } from '../../core/policy';
import { resolve } from './resolve';

const FOLDER = 'examples/vendors';

const example = (name: string) =>
  resolve(parse(fs.readFileSync(path.join(FOLDER, `${name}.yaml`), 'utf8')) as object);

const OBJECT = (bucket: string, prefix = '') => `arn:aws:s3:::${bucket}/${prefix}*`;

const KEY = ['kms:GenerateDataKey', 'kms:Decrypt'];

const OWN_UPLOADS = ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'];

/** What each vendor's page asks for: who, and which actions on what. The rules that warn of it. */
const PAGES: Readonly<
  Record<string, { who: string; may: readonly (readonly [string[], string])[]; warns?: string[] }>
> = {
  'amazon-chime-sdk': {
    who: 'mediapipelines.chime.amazonaws.com',
    may: [
      [['s3:ListBucket'], 'arn:aws:s3:::acme-chime'],
      [['s3:PutObject', 's3:GetObject'], OBJECT('acme-chime')],
      [['s3:PutObjectAcl'], OBJECT('acme-chime')],
    ],
  },
  'amazon-connect': {
    who: 'arn:aws:iam::111111111111:role/aws-service-role/connect.amazonaws.com/AWSServiceRoleForAmazonConnect_abcdefgh',
    may: [
      [['s3:GetBucketLocation', 's3:GetBucketAcl'], 'arn:aws:s3:::acme-connect'],
      [
        ['s3:PutObject', 's3:GetObject', 's3:GetObjectAcl'],
        OBJECT('acme-connect', 'connect/acme/'),
      ],
      [['s3:PutObjectAcl'], OBJECT('acme-connect', 'connect/acme/')],
    ],
  },
  livekit: {
    who: 'user',
    may: [
      [['s3:PutObject', ...OWN_UPLOADS], OBJECT('acme-livekit', 'recordings/')],
      [KEY, 'key'],
    ],
  },
  meetstream: {
    who: 'user',
    may: [
      [['s3:PutObject', ...OWN_UPLOADS], 'three folders'],
      [['s3:PutObjectAcl'], 'three folders'],
      [KEY, 'key'],
    ],
  },
  natterbox: {
    who: 'arn:aws:iam::257278351214:user/archiving-external-s3-1234',
    may: [
      [['s3:GetBucketLocation', 's3:ListBucket'], 'arn:aws:s3:::acme-natterbox'],
      [['s3:PutObject', 's3:GetObject'], OBJECT('acme-natterbox')],
      [['s3:PutObjectAcl'], OBJECT('acme-natterbox')],
    ],
  },
  stream: {
    who: 'user',
    may: [
      [['s3:PutObject', ...OWN_UPLOADS], OBJECT('acme-stream', 'recordings/')],
      [KEY, 'key'],
    ],
  },
  tavus: {
    who: 'arn:aws:iam::291871421005:root',
    may: [
      [
        ['s3:ListBucket', 's3:ListBucketVersions', 's3:ListBucketMultipartUploads'],
        'arn:aws:s3:::acme-tavus',
      ],
      [
        ['s3:PutObject', 's3:GetObject', 's3:GetObjectVersion', ...OWN_UPLOADS],
        OBJECT('acme-tavus'),
      ],
      [KEY, 'key'],
    ],
    warns: ['external-id-shared'],
  },
  vonage: {
    who: 'user',
    may: [
      [['s3:ListBucket'], 'arn:aws:s3:::acme-vonage'],
      [
        ['s3:PutObject', ...OWN_UPLOADS],
        OBJECT('acme-vonage', '8a4f5e0c-1d0e-4a73-8a6f-0c7f0a9d2f10/'),
      ],
    ],
  },
  whereby: {
    who: 'arn:aws:iam::111111111111:oidc-provider/cognito-idp.eu-west-1.amazonaws.com/eu-west-1_tMvcyDdW4',
    may: [
      [['s3:PutObject', 's3:GetObject', ...OWN_UPLOADS], OBJECT('acme-whereby')],
      [KEY, 'key'],
    ],
    warns: ['oidc-subject'],
  },
};

function where({ Resource = '' }: Statement, keyArn: string): string {
  if (Array.isArray(Resource)) return Resource.length === 3 ? 'three folders' : 'other folders';
  return Resource === keyArn ? 'key' : String(Resource);
}

test('each description in the folder is compared with its page', () => {
  const files = fs.readdirSync(FOLDER).map((file) => path.basename(file, '.yaml'));
  expect(files.sort()).toEqual(Object.keys(PAGES).sort());
});

describe.each(Object.entries(PAGES))('%s', (name, { who, may, warns = [] }) => {
  const { store, problems, identity, bucket, trust, access, keyArn } = example(name);
  const allowed = [...identity, ...bucket].filter(({ Effect }) => Effect === 'Allow');

  test('it is a valid store, and warns only of what its vendor does', () => {
    expect(problems.map(({ rule, warning }) => [rule, warning])).toEqual(
      warns.map((rule) => [rule, true]),
    );
  });

  test('it grants what the page asks for, and nothing else', () => {
    expect(allowed.map((statement) => [statement.Action, where(statement, keyArn)])).toEqual(may);
  });

  test('only the vendor of the page gets access', () => {
    const principals = [trust, ...allowed].flatMap((statement) =>
      Object.values(typeof statement?.Principal === 'object' ? statement.Principal : {}).flat(),
    );
    expect([...new Set(principals)]).toEqual(access.kind === 'user' ? [] : [who]);
  });

  test('it is refused with what would not work, or would give the vendor too much', () => {
    const text = fs.readFileSync(path.join(FOLDER, `${name}.yaml`), 'utf8');
    const described = parse(text) as { actions: { object: string[] } };
    const rules = (change: object) =>
      resolve({ ...described, ...change }).problems.flatMap(({ rule, warning }) =>
        warning ? [] : [rule],
      );
    expect(rules({})).toEqual([]);
    expect(rules({ prefix: 'calls/{room_name}/' })).toContain('prefix-plain-folder');
    const { actions } = described;
    expect(rules({ actions: { ...actions, object: ['s3:GetObject'] } })).toContain(
      'actions-can-write',
    );
    for (const action of ['s3:DeleteObjectVersion', 's3:PutObjectRetention', 's3:*']) {
      const more = { ...actions, object: [...actions.object, action] };
      expect(() => resolve({ ...described, actions: more })).toThrow('actions');
    }
  });

  test('docs/vendors.md links it', () => {
    expect(fs.readFileSync('docs/vendors.md', 'utf8')).toContain(
      `](../examples/vendors/${name}.yaml)`,
    );
  });

  test('it names its page', () => {
    expect(store.profile.sources.every((source) => source.startsWith('https://'))).toBe(true);
  });
});
