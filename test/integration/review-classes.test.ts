import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runOrThrow } from '../../cli/process/run';
import { terraformEnvironment } from '../../dev/terraform-environment';
import { ACTING, USED } from '../../review/classes';

jest.setTimeout(120_000);

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-classes-'));
afterAll(() => {
  fs.rmSync(folder, { recursive: true, force: true });
});

interface Block {
  readonly attributes?: Readonly<Record<string, unknown>>;
  readonly block_types?: Readonly<Record<string, unknown>>;
}

interface Schemas {
  readonly provider_schemas: Readonly<
    Record<
      string,
      { readonly resource_schemas: Readonly<Record<string, { readonly block: Block }>> }
    >
  >;
}

/** Every resource type of the installed AWS provider, with the names of its attributes and blocks. */
async function readSchemas(): Promise<ReadonlyMap<string, readonly string[]>> {
  const configuration = { terraform: { required_providers: { aws: { source: 'hashicorp/aws' } } } };
  fs.writeFileSync(path.join(folder, 'main.tf.json'), JSON.stringify(configuration));
  const options = { cwd: folder, env: terraformEnvironment(folder, process.env) };
  await runOrThrow('terraform', ['init', '-input=false'], options);
  const { stdout } = await runOrThrow('terraform', ['providers', 'schema', '-json'], options);
  const { provider_schemas: providers } = JSON.parse(stdout) as Schemas;
  return new Map(
    Object.values(providers).flatMap(({ resource_schemas: types }) =>
      Object.entries(types).map(([type, { block }]) => [
        type,
        [...Object.keys(block.attributes ?? {}), ...Object.keys(block.block_types ?? {})],
      ]),
    ),
  );
}

/** Services whose resources can act on what a store is made of. */
const SERVICES =
  /^aws_(?:s3|s3control|iam|kms|secretsmanager|sns|sqs|lambda|cloudwatch|scheduler|sfn)_/;

test('every attribute of every type that stacks use is classified, and every type that can act on them', async () => {
  const schemas = await readSchemas();
  const unclassified = Object.entries(USED).flatMap(([type, { attributes }]) =>
    (schemas.get(type) ?? [])
      .filter((attribute) => !Object.hasOwn(attributes, attribute))
      .map((attribute) => `${type}.${attribute}`),
  );
  const types = [...schemas.keys()]
    .filter((type) => SERVICES.test(type))
    .filter((type) => !Object.hasOwn(USED, type) && !Object.hasOwn(ACTING, type));
  expect({ unclassified, types }).toEqual({ unclassified: [], types: [] });
});
