import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Store } from '../../store/store';
import { DECIDED_BY } from '../enforcement/refusal';
import type { Circumstances } from '../exchange';
import type { LocalAws } from '../local-aws';
import type { StackOutputs } from './deploy';
import { recordingKey } from './record';
import { openVendorClient, assumeVendorRole } from './vendor-client';

/** A forbidden operation that was tried, and its outcome. */
export interface Refusal {
  readonly tried: string;
  /** The error's name, or `done` if the operation was not refused. */
  readonly answer: string;
  /** Sids of the statements that denied it; empty if no statement allowed it. */
  readonly by: string;
}

interface Attempt {
  readonly tried: string;
  readonly from?: Circumstances;
  readonly send: (s3: S3Client) => Promise<unknown>;
}

/** Tries, as the store's vendor, the operations that the store's policies must refuse. */
export async function tryForbidden(
  store: Store,
  outputs: StackOutputs,
  aws: LocalAws,
): Promise<Refusal[]> {
  const vendor = await openVendorClient(store, outputs, aws);
  const refusals: Refusal[] = [];
  for (const { tried, from, send } of attempts(store)) {
    const s3 = await vendor.from(from);
    refusals.push(await outcome(tried, () => send(s3)));
  }
  return [...refusals, ...(await wrongExternalIds(store, outputs, aws))];
}

function attempts(store: Store): Attempt[] {
  const Bucket = store.bucketName;
  const Key = recordingKey(store);
  const put = (change: object) => (s3: S3Client) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body: 'RIFF', ...change }));
  const { network, prefix, profile } = store;
  const reads = profile.grants.object.actions.includes('s3:GetObject');
  return [
    { tried: 'write over plain HTTP', from: { tls: 'none' }, send: put({}) },
    { tried: 'write with another encryption', send: put({ ServerSideEncryption: 'AES256' }) },
    ...(prefix === ''
      ? []
      : [{ tried: 'write outside its folder', send: put({ Key: 'elsewhere/a.wav' }) }]),
    ...(network
      ? [{ tried: 'write from another network', from: { sourceIp: '192.0.2.1' }, send: put({}) }]
      : []),
    ...(reads
      ? []
      : [
          {
            tried: 'read a recording back',
            send: (s3: S3Client) => s3.send(new GetObjectCommand({ Bucket, Key })),
          },
        ]),
    {
      tried: 'delete a version',
      send: (s3) => s3.send(new DeleteObjectCommand({ Bucket, Key, VersionId: 'any' })),
    },
  ];
}

async function wrongExternalIds(
  store: Store,
  outputs: StackOutputs,
  aws: LocalAws,
): Promise<Refusal[]> {
  if (store.profile.access.kind !== 'assume-role') return [];
  const role = outputs.assume_role_arn;
  return [
    await outcome('assume the role with a wrong external id', () =>
      assumeVendorRole(store, aws, { role, instead: { externalId: 'wrong' } }),
    ),
    await outcome('assume the role without an external id', () =>
      assumeVendorRole(store, aws, { role, instead: { externalId: undefined } }),
    ),
  ];
}

interface AwsError {
  readonly name: string;
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

async function outcome(tried: string, attempt: () => Promise<unknown>): Promise<Refusal> {
  try {
    await attempt();
    return { tried, answer: 'done', by: '' };
  } catch (error) {
    const { name, $response } = error as AwsError;
    return { tried, answer: name, by: $response?.headers?.[DECIDED_BY] ?? '' };
  }
}
