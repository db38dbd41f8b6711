import type { Authorization } from '../../../access/decide';
import { keyAuthorization, withoutS3 } from '../../../access/operations';
import type { ApiCall } from '../../api-call';
import { textOf } from '../record';
import { regionalArn, serviceQuestion } from './services';
import type { QuestionPlace } from './s3';

/** Calls on no key. */
const KEYLESS = new Set(['CreateKey', 'ListKeys', 'ListAliases', 'GenerateRandom']);

/** Calls on an alias, for which its key's policy is asked too. */
const ALIAS = new Set(['CreateAlias', 'UpdateAlias', 'DeleteAlias']);

/**
 * What KMS authorizes; undefined for a call on a key that it does not name.
 *
 * @see AWS KMS Developer Guide, "AWS KMS permissions"
 */
export function keyQuestions(call: ApiCall, place: QuestionPlace): Authorization[] | undefined {
  const { action = '' } = call;
  if (KEYLESS.has(action)) return [serviceQuestion(`kms:${action}`, '*', place)];
  if (ALIAS.has(action)) return aliasQuestions(call, place);
  if (action === 'ReEncrypt') {
    return reEncryptQuestions(call, place);
  }
  const id = textOf(call, 'KeyId') || encryptedWith(call);
  return useOf({ action, id, said: call.parameters.EncryptionContext }, place);
}

function reEncryptQuestions(call: ApiCall, place: QuestionPlace): Authorization[] | undefined {
  const { SourceEncryptionContext, DestinationEncryptionContext } = call.parameters;
  const source = textOf(call, 'SourceKeyId') || encryptedWith(call);
  const from = useOf({ action: 'ReEncryptFrom', id: source, said: SourceEncryptionContext }, place);
  const to = textOf(call, 'DestinationKeyId');
  const into = useOf({ action: 'ReEncryptTo', id: to, said: DestinationEncryptionContext }, place);
  return from && into && [...from, ...into];
}

/** The ciphertexts of moto begin with the key's id. */
function encryptedWith(call: ApiCall): string {
  const text = Buffer.from(textOf(call, 'CiphertextBlob'), 'base64').toString('latin1');
  return /^(mrk-[\da-f]{32}|[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12})/.exec(text)?.[0] ?? '';
}

/** A use of a key, by its ARN, id or alias. */
interface KeyUse {
  readonly action: string;
  readonly id: string;
  /** The encryption context of the call. @default - none */
  readonly said?: unknown;
}

function useOf(
  { action, id, said }: KeyUse,
  { deployed, region, context: global }: QuestionPlace,
): Authorization[] | undefined {
  const stack = deployed.asStack(region);
  const arn = deployed.tryFindKey(id);
  const key = stack.keys.find((each) => each.arn === arn);
  // KMS answers that such a key does not exist.
  if (!key) return id === '' ? undefined : [];
  const context = Object.fromEntries(
    Object.entries((said ?? {}) as Record<string, string>).map(([name, value]) => [
      `kms:EncryptionContext:${name}`,
      value,
    ]),
  );
  return [
    keyAuthorization(stack, key, {
      action: `kms:${action}`,
      context: { ...withoutS3(global), ...context },
    }),
  ];
}

function aliasQuestions(call: ApiCall, place: QuestionPlace): Authorization[] {
  const { action = '' } = call;
  const alias = textOf(call, 'AliasName');
  const keys = [alias, textOf(call, 'TargetKeyId')].filter((id) => id !== '');
  const arn = regionalArn('kms', alias, place);
  return [
    serviceQuestion(`kms:${action}`, arn, place),
    ...keys.flatMap((id) => useOf({ action, id }, place) ?? []),
  ];
}
