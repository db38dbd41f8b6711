import type { S3Client } from '@aws-sdk/client-s3';
import {
  type AccessPoint as ListedAccessPoint,
  GetAccessPointPolicyCommand,
  paginateListAccessPoints,
  type S3ControlClient,
} from '@aws-sdk/client-s3-control';
import type { PolicyStatement } from '../../core/policy-statement';
import { openS3Control } from '../../recordings/s3-control';
import {
  type AwsError,
  lookUp,
  type Observed,
  observedValue,
  readStoredPolicy,
} from '../doctor/observed';
import type { BucketPlace } from './bucket-place';

/** An access point of a bucket: an address with a policy of its own. */
export interface AccessPoint {
  readonly name: string;
  /** The only VPC that can use it. @default - the internet */
  readonly vpc?: string;
  /** Of its policy; none if it has no policy. */
  readonly statements: readonly PolicyStatement[];
}

/** Milliseconds for the list, and for each policy: some networks reach S3 itself only, and drop packets to other hosts. */
const ANSWER_MS = 30_000;

const timed = () => ({ abortSignal: AbortSignal.timeout(ANSWER_MS) });

/**
 * Reads the access points of a bucket that its account has, with their policies.
 *
 * @param s3 - its credentials are used
 * @see Amazon S3 API Reference, "ListAccessPoints" and "GetAccessPointPolicy"
 */
export async function readAccessPoints(
  place: BucketPlace,
  s3: S3Client,
): Promise<Observed<readonly AccessPoint[]>> {
  const { account: AccountId, name: Bucket } = place;
  const call = `s3:ListAccessPoints ${Bucket}`;
  const client = openS3Control(s3);
  return lookUp({ call, link: 'bucket' }, async () => {
    const [all, points]: [ListedAccessPoint[], AccessPoint[]] = [[], []];
    const pages = paginateListAccessPoints({ client }, { AccountId, Bucket }, timed());
    try {
      for await (const { AccessPointList = [] } of pages) all.push(...AccessPointList);
      for (const each of all) points.push(await readPoint(client, AccountId, each));
    } catch (error) {
      throw asAnswer(error as AwsError);
    }
    return points.length > 0 ? points : undefined;
  });
}

async function readPoint(
  client: S3ControlClient,
  AccountId: string,
  { Name: name = '', VpcConfiguration }: ListedAccessPoint,
): Promise<AccessPoint> {
  const call = `s3:GetAccessPointPolicy ${name}`;
  const statements = await lookUp({ call, link: 'bucket' }, async () => {
    const command = new GetAccessPointPolicyCommand({ AccountId, Name: name });
    const { Policy } = await client.send(command, timed());
    return Policy === undefined ? undefined : readStoredPolicy(Policy).statements;
  });
  // One that is not known leaves all of them unknown: each may open the bucket.
  if (statements.kind === 'refused') throw refusedAnswer(403, call, statements.answer);
  const vpc = VpcConfiguration?.VpcId;
  return {
    name,
    ...(vpc !== undefined && { vpc }),
    statements: observedValue(statements) ?? [],
  };
}

/** A network may reach S3 itself only. The other settings are worth showing. */
function asAnswer(error: AwsError): Error {
  const isAnswer = error.$metadata?.httpStatusCode !== undefined;
  return isAnswer ? error : refusedAnswer(400, 'NotReachable', error.message);
}

/** An error as the SDK throws it. */
function refusedAnswer(httpStatusCode: number, name: string, message: string): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });
}
