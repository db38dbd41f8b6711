import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runOrThrow } from '../../cli/process/run';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { ACTING, USED } from '../../review/classes';
import { readFolder } from '../../config/files';
import { GOOD } from '../config/base';
import { type Attributes, type Stack, synthesize } from '../stacks/synthesized';
import { SUPPRESSED, UNSTATED } from './unstated-attributes';

jest.setTimeout(120_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-classes-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Attribute {
  readonly optional?: boolean;
  readonly computed?: boolean;
}

interface Block {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly block_types?: Readonly<Record<string, { readonly block: Block }>>;
}

interface Schemas {
  readonly provider_schemas: Readonly<
    Record<
      string,
      { readonly resource_schemas: Readonly<Record<string, { readonly block: Block }>> }
    >
  >;
}

/** Every resource type of the installed AWS provider. */
async function readSchemas(): Promise<ReadonlyMap<string, Block>> {
  const configuration = { terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } } };
  fs.writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(configuration));
  const options = { cwd: folder, env: terraformEnvironment(folder, process.env) };
  await runOrThrow('terraform', ['init', '-input=false'], options);
  const { stdout } = await runOrThrow('terraform', ['providers', 'schema', '-json'], options);
  const { provider_schemas: providers } = JSON.parse(stdout) as Schemas;
  return new Map(
    Object.values(providers).flatMap(({ resource_schemas: types }) =>
      Object.entries(types).map(([type, { block }]): [string, Block] => [type, block]),
    ),
  );
}

let schemas: ReadonlyMap<string, Block>;
beforeAll(async () => {
  schemas = await readSchemas();
});

const namesOf = ({ attributes = {}, block_types: blocks = {} }: Block = {}) => [
  ...Object.keys(attributes),
  ...Object.keys(blocks),
];

/** Services whose resources can act on what a store is made of. */
const SERVICES =
  /^aws_(?:s3|s3control|iam|kms|secretsmanager|sns|sqs|lambda|cloudwatch|scheduler|sfn)_/;

test('every attribute of every type that stacks use is classified, and every type that can act on them', () => {
  const unclassified = Object.entries(USED).flatMap(([type, { attributes }]) =>
    namesOf(schemas.get(type))
      .filter((attribute) => !Object.hasOwn(attributes, attribute))
      .map((attribute) => `${type}.${attribute}`),
  );
  const types = [...schemas.keys()]
    .filter((type) => SERVICES.test(type))
    .filter((type) => !Object.hasOwn(USED, type) && !Object.hasOwn(ACTING, type));
  expect({ unclassified, types }).toEqual({ unclassified: [], types: [] });
});

/** The stacks of the test environments, and a store whose vendor has an identity provider. */
function allStacks(): Stack[] {
  const oidc = GOOD.replace(
    /kind: assume-role[^]*externalIdSource: chosen/,
    'kind: oidc\n      issuer: https://issuer.example\n      audience: acme',
  );
  return [
    ...synthesize(readFolder('test/environments')),
    ...synthesize([{ file: 'environments/prod.yaml', text: oidc }], 'other-prod'),
  ];
}

/** Blocks, and attributes that the provider computes, without a value: their paths. */
function unstated({ attributes = {}, block_types: blocks = {} }: Block, values: Attributes) {
  const isLeft = (name: string) => [undefined, null].includes(values[name] as null | undefined);
  const computed = Object.entries(attributes)
    .filter(([, { optional, computed: byProvider }]) => optional === true && byProvider === true)
    .map(([name]) => name);
  const left = [...computed, ...Object.keys(blocks)].filter(isLeft);
  const inside: string[] = Object.entries(blocks).flatMap(([name, { block }]) =>
    [values[name] ?? []]
      .flat()
      .flatMap((each) => unstated(block, each as Attributes).map((path) => `${name}.${path}`)),
  );
  return [...left, ...inside];
}

/** Paths that a resource leaves to the provider, without those that the review classes as harmless. */
function judgedAndUnstated(type: string, values: Attributes): string[] {
  const { attributes = {} } = USED[type] ?? {};
  return unstated(schemas.get(type) ?? {}, values)
    .filter((path) => !('harmless' in (attributes[path.split('.')[0] ?? ''] ?? {})))
    .map((path) => `${type}.${path}`);
}

test('whatever stacks leave to the provider cannot change unnoticed, or it is known why that does not matter', () => {
  const left = allStacks().flatMap(({ types, all }) =>
    types.flatMap((type) => all(type).flatMap(([, values]) => judgedAndUnstated(type, values))),
  );
  const known = Object.entries(UNSTATED).flatMap(([type, names]) =>
    Object.keys(names).map((name) => `${type}.${name}`),
  );
  expect([...new Set(left)].sort()).toEqual(known.sort());
});

test('stacks state every attribute whose difference the provider otherwise ignores', () => {
  for (const [type, names] of Object.entries(SUPPRESSED)) {
    const resources = allStacks().flatMap((stack) => stack.all(type));
    expect(resources.length).toBeGreaterThan(3);
    const missing = resources.flatMap(([, values]) => names.filter((name) => !(name in values)));
    expect(missing).toEqual([]);
  }
});
