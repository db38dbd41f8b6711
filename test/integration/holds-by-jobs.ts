import { ListObjectVersionsCommand, type S3Client } from '@aws-sdk/client-s3';
import type { EraseFlags, Erased } from '../../cli/erase/erase';
import type { FoundStore } from '../../cli/find-store';
import type { HoldFlags, HoldResult } from '../../cli/hold/hold';
import { renderCases, renderHold } from '../../cli/hold/render';
import { run } from '../../cli/process/run';
import { createBatchRole } from '../../dev/kills/batch-role';
import type { LocalAws } from '../../dev/local-aws';
import { findPythonClients } from '../../dev/python-clients';
import { TEST_CREDENTIALS, testEnvironment } from '../../dev/test-environment';
import { type BatchJobsProps, batchStatements } from '../../modules/batch-jobs';
import { HoldRegister } from '../../recordings/holds';
import { batchScope } from '../../store/batch-jobs';

/** What the tests of holds work with. */
export interface JobWorld {
  readonly found: FoundStore;
  /** A store without `batchJobs`. */
  readonly open: FoundStore;
  /** The calls that jobs change: one version each, with a copy. */
  readonly calls: readonly string[];
  readonly aws: () => LocalAws;
  readonly s3: () => S3Client;
  readonly keyOf: (call?: string) => string;
  readonly add: (name: string, flags: HoldFlags, store?: FoundStore) => Promise<HoldResult>;
  readonly release: (name: string, flags: HoldFlags) => Promise<HoldResult>;
  readonly erased: (flags: EraseFlags) => Promise<Erased>;
  readonly held: (calls?: string[]) => Promise<string[]>;
  readonly isHeld: (bucket: string, key: string) => Promise<boolean>;
}

/** Describes a job that it creates. */
const BOTO = `
import boto3, json, sys
client = boto3.client('s3control', endpoint_url=sys.argv[1], region_name='us-east-1', aws_access_key_id='${TEST_CREDENTIALS.accessKeyId}',
    aws_secret_access_key='${TEST_CREDENTIALS.secretAccessKey}')
# The account is in the host, which has no address here.
def address(request, **_): request.url = request.url.replace('//123456789012.', '//')
client.meta.events.register('before-sign.s3-control', address)
account = '123456789012'
id = client.create_job(AccountId=account, ConfirmationRequired=False,
    Operation={'S3InitiateRestoreObject': {'ExpirationInDays': 3, 'GlacierJobTier': 'BULK'}},
    Report={'Bucket': 'arn:aws:s3:::acme-calls-logs', 'Format': 'Report_CSV_20180820', 'Enabled': True,
        'Prefix': 'batch-jobs/reports/a', 'ReportScope': 'FailedTasksOnly'},
    ClientRequestToken='a-token',
    Manifest={'Spec': {'Format': 'S3BatchOperations_CSV_20180820', 'Fields': ['Bucket', 'Key', 'VersionId']},
        'Location': {'ObjectArn': 'arn:aws:s3:::acme-calls-logs/batch-jobs/manifests/missing.csv', 'ETag': 'e1'}},
    Description='Restores & more', Priority=10,
    RoleArn='arn:aws:iam::123456789012:role/recordings-batch-calls-prod')['JobId']
print(json.dumps(client.describe_job(AccountId=account, JobId=id)['Job'], default=str))
`;

/** The tests of `--batch`, in the world of the other tests of holds. */
export function describeHoldsByJobs(world: JobWorld): void {
  describe('with jobs of S3 Batch Operations', () => {
    holdByJobs(world);
  });
}

function holdByJobs({ found, open, calls, ...world }: JobWorld): void {
  const { keyOf, add, release, erased, held, isHeld } = world;
  const flags = { conversation: calls, batch: true };
  const approver = 'J. Doe';
  const register = () => new HoldRegister({ s3: world.s3(), bucket: 'acme-calls-reports' });
  const versionOf = async (call = '') => {
    const command = new ListObjectVersionsCommand({ Bucket: 'acme-calls', Prefix: keyOf(call) });
    const { Versions = [] } = await world.s3().send(command);
    const versionId = Versions[0]?.VersionId ?? '';
    return { place: 'recordings', key: keyOf(call), versionId } as const;
  };
  const scope = { ...batchScope(found.store), locked: true } as BatchJobsProps;
  const without = (sid: string) => batchStatements(scope).filter(({ Sid }) => Sid !== sid);

  test('--batch is refused where no job can be: without the role, and for an erasure', async () => {
    await expect(add('lee', flags, open)).rejects.toThrow('the store open has no batchJobs');
    await expect(erased({ conversation: calls, batch: true })).rejects.toThrow(
      'S3 Batch Operations cannot delete versions',
    );
  });

  test('a job that cannot read its manifest is tried again as a whole', async () => {
    await createBatchRole(world.aws().endpoint, found.store, without('ReadManifests'));
    const first = await add('lee', flags);
    expect(renderHold(first)).toMatchObject({ code: 3 });
    expect(first.left[0]?.error).toMatch(/^Failed: .*(not authorized|Access ?Denied)/i);
    expect(first).toMatchObject({ done: 0, failed: 6 });
    expect(await held([...calls])).toEqual([]);
  });

  test('tasks that failed are left, and another job tries these again', async () => {
    const statements = batchStatements(scope).map((each) =>
      each.Sid === 'HoldObjects' ? { ...each, Resource: 'arn:aws:s3:::acme-calls/*' } : each,
    );
    await createBatchRole(world.aws().endpoint, found.store, statements);
    const half = await add('lee', flags);
    expect(half).toMatchObject({ done: 3, failed: 3 });
    expect(half.left.map(({ place, error }) => [place, error?.slice(0, 13)])).toEqual(
      calls.map(() => ['replica', 'AccessDenied:']),
    );
    await createBatchRole(world.aws().endpoint, found.store);
    const started = await add('lee', { ...flags, wait: false });
    expect(renderHold(started)).toMatchObject({
      code: 3,
      text: expect.stringContaining('Run the command again to wait for the jobs') as unknown,
    });
    const done = await add('lee', flags);
    expect(done).toMatchObject({ done: 6, failed: 0, pending: 0, run: half.run });
    expect(done.jobs?.map(({ id, region, tasks }) => [id, region, tasks])).toEqual([
      [half.jobs?.[0]?.id, 'us-east-1', 3],
      [started.jobs?.[1]?.id, 'eu-west-1', 3],
    ]);
    expect(await held([...calls])).toEqual(calls);
    expect(await register().underWay('adding')).toEqual([]);
  });

  test('an erasure keeps what jobs are still to put on hold', async () => {
    await release('lee', { approver });
    const version = await versionOf(calls[0]);
    await register().begin('adding', 'kim');
    await register().add(version, 'kim');
    const kept = await erased({ conversation: [calls[0] ?? ''], yes: true });
    expect(kept).toMatchObject({ erased: 0, kept: 2 });
    expect(kept.left[0]?.why).toContain('on hold by kim');
    await register().drop(version, 'kim');
    await register().end('adding', 'kim');
  });

  test('a release by jobs leaves what another case holds, also one that is added meanwhile', async () => {
    await add('max', flags);
    await add('ned', { conversation: calls.slice(0, 1) });
    const options = { approver, batch: true };
    const started = await release('max', { ...options, wait: false });
    expect(started).toMatchObject({ pending: 2, jobs: [{ tasks: 2 }, { tasks: 2 }] });
    await expect(add('ned', { conversation: calls })).rejects.toThrow(
      'jobs are releasing the case max',
    );
    // A case that was added by an older version of callvault, or at the same moment.
    const late = await versionOf(calls[1]);
    await register().add(late, 'ned');
    const cases = await register().cases();
    expect(renderCases(cases, { releasing: await register().underWay('releasing') })).toContain(
      'Jobs are releasing it: run callvault hold release max --batch again.',
    );
    const done = await release('max', options);
    expect(done).toMatchObject({ done: 6, failed: 0, pending: 0, run: started.run });
    expect(done.case.released).toMatchObject({ approver });
    expect(await held(calls.slice(0, 1))).toEqual(calls.slice(0, 1));
    expect([
      await isHeld('acme-calls', late.key),
      await isHeld('acme-calls-replica', late.key),
    ]).toEqual([true, false]);
    expect(await held(calls.slice(2))).toEqual([]);
    expect(await register().underWay('releasing')).toEqual([]);
    const place = { kind: 'recordings', s3: world.s3(), bucket: 'acme-calls' } as const;
    await register().release(place, late, 'ned');
    await release('ned', { approver });
  });

  test('boto3 creates a job too, and reads its description', async () => {
    const python = await findPythonClients(process.env);
    const { stdout } = await run(
      python.command,
      [...python.args, '-c', BOTO, world.aws().endpoint],
      {
        env: testEnvironment(process.env),
      },
    );
    expect(JSON.parse(stdout)).toMatchObject({
      Description: 'Restores & more',
      Operation: { S3InitiateRestoreObject: { ExpirationInDays: 3, GlacierJobTier: 'BULK' } },
      Status: expect.stringMatching(/^(New|Preparing|Failed)$/) as unknown,
      ProgressSummary: { TotalNumberOfTasks: 0, NumberOfTasksFailed: 0 },
    });
  });
}
