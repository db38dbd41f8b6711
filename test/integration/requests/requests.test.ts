import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { runOrThrow } from '../../../cli/process/run';
import { type LocalAws, startLocalAws } from '../../../dev/local-aws';
import { findPythonClients } from '../../../dev/python-clients';
import { testEnvironment } from '../../../dev/test-environment';
import { TemporaryFolder } from '../../dev/temporary-folder';
import { makeRequestWorld } from './world';

jest.setTimeout(120_000);

/** A request, as the driver sends it. */
interface Row {
  readonly who: string;
  readonly call: string;
  readonly [option: string]: unknown;
}

/** A request with the answer that AWS documents. */
interface Expected {
  readonly row: Row;
  readonly answer: string;
  readonly source: string;
}

type Parameters = Readonly<Record<string, unknown>>;

const read = (name: string): unknown =>
  parse(fs.readFileSync(path.join('test/integration/requests', name), 'utf8'));

/** Operations that name no bucket. */
const WITHOUT_BUCKET = /^(?!s3\.)|^s3\.ListBuckets$/;

function toRow(who: string, call: string, parameters: Parameters): Row {
  if (call.includes(' ')) return { who, call, ...parameters };
  const { save, ...given } = parameters;
  const bucket = WITHOUT_BUCKET.test(call) ? {} : { Bucket: 'recordings' };
  return { who, call, with: { ...bucket, ...given }, ...(save !== undefined && { save }) };
}

/** The groups of requests.yaml. */
function requestGroups(): Expected[][] {
  const groups = read('requests.yaml') as {
    source: string;
    rows: [string, string, Parameters, string][];
  }[];
  return groups.map(({ source, rows }) =>
    rows.map(([who, call, parameters, answer]) => ({
      row: toRow(who, call, parameters),
      answer,
      source,
    })),
  );
}

const SOURCE = 'Permissions of the operation in the Amazon S3 API Reference';

/** The requests of permissions.yaml: each with exactly its permissions, and without each of them. */
function permissionGroups(): Expected[][] {
  const rows = read('permissions.yaml') as [string, Parameters, string[] | 'none', string?][];
  return rows.map(([operation, parameters, needed, source = SOURCE]) => {
    const row = toRow('everything', `s3.${operation}`, parameters);
    if (needed === 'none') return [{ row, answer: 'refused', source }];
    const without = needed.map((action) => ({
      row: { ...row, session: { deny: [action] } },
      answer: 'refused',
      source,
    }));
    return [...without, { row: { ...row, session: { allow: needed } }, answer: 'allowed', source }];
  });
}

const REFUSED = ['AccessDenied', '403'];

function agrees(answer: string, expected: string): boolean {
  if (expected === 'refused') return REFUSED.includes(answer);
  // What moto does not support is allowed all the same.
  if (expected === 'allowed') return !REFUSED.includes(answer) && !/Error: /.test(answer);
  return answer === expected;
}

const folder = new TemporaryFolder();
const groups = [...requestGroups(), ...permissionGroups()];
let aws: LocalAws;
let answers: { readonly groups: readonly string[][]; readonly operations: readonly string[] };

beforeAll(async () => {
  aws = await startLocalAws();
  const python = await findPythonClients(process.env);
  const { callers, values } = await makeRequestWorld(aws);
  const [asked, given] = ['requests.json', 'answers.json'].map((name) =>
    path.join(folder.path, name),
  ) as [string, string];
  const rows = groups.map((group) => group.map(({ row }) => row));
  const role = `arn:aws:iam::${aws.accountId}:role/everything`;
  fs.writeFileSync(asked, JSON.stringify({ callers, values, role, groups: rows }));
  const driver = path.resolve('test/integration/requests/driver.py');
  await runOrThrow(python.command, [...python.args, driver, asked, given], {
    env: testEnvironment(process.env),
  });
  answers = JSON.parse(fs.readFileSync(given, 'utf8')) as typeof answers;
});

afterAll(async () => {
  await aws.stop();
  folder.remove();
});

test('boto3, the AWS CLI and plain HTTP get the answers that AWS documents', () => {
  const wrong = groups.flatMap((group, at) =>
    group.flatMap(({ row, answer, source }, index) => {
      const actual = answers.groups[at]?.[index] ?? 'no answer';
      return agrees(actual, answer) ? [] : [{ ...row, expected: answer, actual, source }];
    }),
  );
  expect(wrong).toEqual([]);
});

test('the table has at least 300 requests, each with its source', () => {
  const all = groups.flat();
  expect(all.length).toBeGreaterThanOrEqual(300);
  expect(all.filter(({ source }) => source.length < 20)).toEqual([]);
});

/** Deprecated names of other operations; lists of directory buckets, and answers of Object Lambda. */
const NOT_SENT = [
  'GetBucketLifecycle',
  'GetBucketNotification',
  'ListDirectoryBuckets',
  'PutBucketLifecycle',
  'PutBucketNotification',
  'WriteGetObjectResponse',
];

test('every operation of S3 that boto3 has is in the table of permissions', () => {
  const sent = new Set(permissionGroups().map(([first]) => first?.row.call.replace('s3.', '')));
  expect(answers.operations.filter((operation) => !sent.has(operation))).toEqual(NOT_SENT);
});
