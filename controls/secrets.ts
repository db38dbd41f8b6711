import type { Control, ControlFinding } from './control';
import type { SynthesizedAttributes, SynthesizedStack } from './stack';

interface Configured {
  readonly provider?: { readonly aws?: readonly SynthesizedAttributes[] };
  readonly terraform?: { readonly backend?: Readonly<Record<string, SynthesizedAttributes>> };
}

/** Credentials in the configuration of the provider or the backend. */
function credentialsOf({ text, type }: SynthesizedStack): ControlFinding[] {
  const { provider, terraform } = JSON.parse(text) as Configured;
  const configured: [string, SynthesizedAttributes][] = [
    ...(provider?.aws ?? []).map((each): [string, SynthesizedAttributes] => ['provider.aws', each]),
    ...Object.entries(terraform?.backend ?? {}).map(
      ([name, each]): [string, SynthesizedAttributes] => [`terraform.backend.${name}`, each],
    ),
  ];
  return configured.flatMap(([address, attributes]) =>
    credentialsIn(attributes)
      // The local AWS accepts the word `test` as a key; it is useless elsewhere.
      .filter(([, value]) => type !== 'throw-away' || value !== 'test')
      .map(([name]) => ({ address, what: `has a credential in it: ${name}` })),
  );
}

/** Credentials of a block and of all blocks in it. */
function credentialsIn(value: unknown): [name: string, value: unknown][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) => [
    ...(/^(access_key|secret_key|token)$/.test(name) ? [[name, inner] as [string, unknown]] : []),
    ...credentialsIn(inner),
  ]);
}

function valuesInState(stack: SynthesizedStack): ControlFinding[] {
  return stack
    .all('aws_secretsmanager_secret_version')
    .filter(
      ({ attributes }) => (attributes.secret_string ?? attributes.secret_binary) !== undefined,
    )
    .map(({ address }) => ({ address, what: 'puts the secret into the state' }));
}

function publicSecrets(stack: SynthesizedStack): ControlFinding[] {
  const closed = stack
    .all('aws_secretsmanager_secret_policy')
    .filter(({ attributes }) => attributes.block_public_policy === true)
    .map(({ attributes }) => String(attributes.secret_arn));
  return stack
    .all('aws_secretsmanager_secret')
    .filter(({ name }) => !closed.some((arn) => arn.includes(`.${name}.`)))
    .map(({ address }) => ({ address, what: 'does not block public policies' }));
}

const tagsOf = (stack: SynthesizedStack) => {
  const { provider } = JSON.parse(stack.text) as Configured;
  return JSON.stringify(provider?.aws?.[0]?.default_tags ?? []);
};

/** @see controls SM-1 to SM-3, PR-1, TAG */
export const SECRET_CONTROLS: readonly Control[] = [
  {
    id: 'SM-1',
    published: ['CKV_AWS_149', 'AVD-AWS-0098'],
    level: 'must',
    asserts: 'Secrets are encrypted with the operations key, not the recordings’.',
    met: '`CredentialSecret`.',
    findings: (stack) =>
      stack
        .all('aws_secretsmanager_secret')
        .filter(
          ({ attributes }) =>
            !/^\$\{aws_kms_key\.Operations\w+\.arn\}$/.test(String(attributes.kms_key_id)),
        )
        .map(({ address }) => ({ address, what: 'is not encrypted with the operations key' })),
  },
  {
    id: 'SM-2',
    published: [
      'CKV2_AWS_57',
      'CKV_AWS_304',
      'SecretsManager.1',
      'SecretsManager.4',
      'AwsSolutions-SMG4',
    ],
    level: 'should',
    asserts: 'Secrets rotate by themselves.',
    met: 'A new key must be registered with the vendor; see the register.',
    findings: (stack) =>
      stack
        .all('aws_secretsmanager_secret')
        .flatMap(({ address, name }) =>
          stack
            .all('aws_secretsmanager_secret_rotation')
            .some(({ attributes }) => String(attributes.secret_id).includes(`.${name}.`))
            ? []
            : [{ address, what: 'does not rotate by itself' }],
        ),
  },
  {
    id: 'SM-3',
    published: [],
    level: 'must',
    asserts: 'The state contains no secret, and no policy can make one public.',
    met: '`CredentialSecret` creates an empty secret.',
    findings: (stack) => [...valuesInState(stack), ...publicSecrets(stack)],
  },
  {
    id: 'PR-1',
    published: ['CKV_AWS_41'],
    level: 'must',
    asserts: 'A stack contains no credentials; those of the local AWS are the word `test`.',
    met: 'Credentials come from the environment.',
    findings: credentialsOf,
  },
  {
    id: 'TAG',
    published: ['IAM.23', 'IAM.24', 'IAM.25', 'IAM.26', 'Lambda.6', 'SNS.3', 'SQS.2', 'SM.5'],
    level: 'must',
    asserts: 'Every resource is tagged with its environment and with callvault.',
    met: '`default_tags` of the provider.',
    findings: (stack) =>
      ['"environment"', '"managed-by":"callvault"']
        .filter((tag) => !tagsOf(stack).includes(tag))
        .map((tag) => ({ address: 'provider.aws', what: `has no default tag ${tag}` })),
  },
];
