import { type Command, Option } from 'commander';
import { defineCommand, type Outcome } from '../command';
import { EXIT } from '../exit';

const HELP = `
Finds any change of a pack that callvault report --evidence has written. A pack without a signature can be replaced as a
whole: compare its SHA-256 with one that was kept elsewhere (--digest), or check its signature with the key of KMS that you
trust (--key, which needs kms:Verify) or with its public key, without AWS (--public-key).

Exit codes: 0 unchanged, 6 changed, 2 invalid input, 5 KMS refused.`;

interface Flags {
  readonly digest?: string;
  readonly key?: string;
  readonly publicKey?: string;
}

/** `callvault report verify <zip>` */
export function verifyReportCommand(): Command {
  return defineCommand<[string, Flags]>('verify', verify)
    .description('Find out whether a pack of evidence was changed.')
    .argument('<zip>', 'the file of --evidence')
    .option('--digest <sha256>', 'the SHA-256 that the pack had')
    .option('--key <arn>', 'ARN of the KMS key that it is signed with')
    .addOption(
      new Option('--public-key <file>', 'the public key that it is signed with, in PEM').conflicts(
        'key',
      ),
    )
    .addHelpText('after', HELP);
}

async function verify(zip: string, { digest, key, publicKey }: Flags): Promise<Outcome> {
  const [{ readPack, readPem, verifyEvidence }, { isSignedByKey, isSignedByPublicKey }] =
    await Promise.all([import('./verify'), import('./signature')]);
  const pem = publicKey === undefined ? undefined : readPem(publicKey);
  const found = await verifyEvidence(readPack(zip), {
    digest,
    ...(pem !== undefined && {
      isSigned: (manifest, signature) => isSignedByPublicKey(manifest, signature, pem),
    }),
    ...(key !== undefined && {
      isSigned: (manifest, signature) =>
        isSignedByKey(manifest, signature, { keyArn: key, endpoint: {} }),
    }),
  });
  const { environment = 'unknown', asOf = 'an unknown day', files, problems, signature } = found;
  const about = `${zip}: ${environment} on ${asOf}, ${files} files. ${signature}. SHA-256 ${found.digest}`;
  const result = problems.length === 0 ? ['Unchanged.'] : problems.map((each) => `${each}.`);
  return {
    text: [about, ...result].join('\n'),
    json: { unchanged: problems.length === 0, ...found },
    code: problems.length === 0 ? EXIT.ok : EXIT.findings,
  };
}
