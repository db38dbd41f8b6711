import {
  DescribeKeyCommand,
  KMSClient,
  SignCommand,
  type SigningAlgorithmSpec,
  VerifyCommand,
} from '@aws-sdk/client-kms';
import { createHash, createPublicKey, verify } from 'node:crypto';
import * as z from 'zod';
import { tryParseArn } from '../../core/arn';
import { RefusedError } from '../../core/problem';
import type { AwsEndpoint } from '../../lambda/clients';
import { explainCall } from '../deployer';

/** A signature of a manifest. */
export const signatureSchema = z.strictObject({
  /** ARN of the key in KMS. */
  keyArn: z.string(),
  algorithm: z.enum(['RSASSA_PKCS1_V1_5_SHA_256', 'ECDSA_SHA_256']),
  /** In Base64. */
  signature: z.string(),
});

/** One of {@link signatureSchema}. */
export type ManifestSignature = z.infer<typeof signatureSchema>;

/** Signs the bytes of a manifest. */
export type SignManifest = (manifest: Uint8Array) => Promise<ManifestSignature>;

/** The algorithms, by the first word of the key's specification. That of RSA always gives the same signature. */
const ALGORITHMS: Readonly<Record<string, ManifestSignature['algorithm']>> = {
  RSA: 'RSASSA_PKCS1_V1_5_SHA_256',
  ECC_NIST_P256: 'ECDSA_SHA_256',
};

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

function clientFor(keyArn: string, endpoint: AwsEndpoint): KMSClient {
  const { region = '', service } = tryParseArn(keyArn) ?? {};
  if (service === 'kms' && region !== '') return new KMSClient({ region, ...endpoint });
  throw RefusedError.of(
    'report-key',
    `${keyArn} is not the ARN of a KMS key`,
    'Write the ARN of the key, such as arn:aws:kms:eu-central-1:111111111111:key/…; an alias can point to another key later.',
  );
}

/**
 * Signs with a key of KMS, which needs `kms:Sign` and `kms:DescribeKey`.
 *
 * @throws RefusedError for a key that cannot sign; AwsRefusedError when KMS refuses
 */
export function kmsSigner(keyArn: string, endpoint: AwsEndpoint): SignManifest {
  const kms = clientFor(keyArn, endpoint);
  return async (manifest) => {
    const describe = new DescribeKeyCommand({ KeyId: keyArn });
    const { KeyMetadata } = await explainCall(`describing ${keyArn}`, kms.send(describe));
    const { KeyUsage = '', KeySpec = '' } = KeyMetadata ?? {};
    const algorithm = ALGORITHMS[KeySpec] ?? ALGORITHMS[KeySpec.split('_')[0] ?? ''];
    if (KeyUsage !== 'SIGN_VERIFY' || algorithm === undefined) throw cannotSign(keyArn, KeySpec);
    const sign = new SignCommand({
      KeyId: keyArn,
      Message: digest(manifest),
      MessageType: 'DIGEST',
      SigningAlgorithm: algorithm,
    });
    const { Signature: bytes } = await explainCall(`signing with ${keyArn}`, kms.send(sign));
    return { keyArn, algorithm, signature: Buffer.from(bytes ?? []).toString('base64') };
  };
}

function cannotSign(keyArn: string, spec: string): RefusedError {
  return RefusedError.of(
    'report-key',
    `${keyArn} (${spec}) cannot sign with SHA-256`,
    'Use a key with the usage SIGN_VERIFY and the specification RSA_2048, RSA_3072, RSA_4096 or ECC_NIST_P256.',
  );
}

/** Whether a signature of a manifest is valid, by a key that the reader trusts. @throws AwsRefusedError when KMS refuses */
export async function isSignedByKey(
  manifest: Uint8Array,
  { algorithm, signature }: ManifestSignature,
  { keyArn, endpoint }: { readonly keyArn: string; readonly endpoint: AwsEndpoint },
): Promise<boolean> {
  const check = new VerifyCommand({
    KeyId: keyArn,
    Message: digest(manifest),
    MessageType: 'DIGEST',
    SigningAlgorithm: algorithm satisfies SigningAlgorithmSpec,
    Signature: Buffer.from(signature, 'base64'),
  });
  const call = clientFor(keyArn, endpoint)
    .send(check)
    .catch((error: unknown) => {
      if ((error as Error).name !== 'KMSInvalidSignatureException') throw error;
      return { SignatureValid: false };
    });
  return (await explainCall(`verifying with ${keyArn}`, call)).SignatureValid === true;
}

/** The same without AWS, by the public key in PEM that KMS shows. @throws RefusedError for a text that is not one */
export function isSignedByPublicKey(
  manifest: Uint8Array,
  { signature }: ManifestSignature,
  pem: string,
): boolean {
  try {
    return verify('sha256', manifest, createPublicKey(pem), Buffer.from(signature, 'base64'));
  } catch (cause) {
    throw RefusedError.of(
      'report-key',
      'the file of --public-key is not a public key in PEM',
      'Write it with aws kms get-public-key, and convert it with openssl pkey -pubin -inform DER.',
    ).causedBy(cause);
  }
}
