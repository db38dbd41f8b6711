import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse, stringify } from 'yaml';
import { readPolicies } from '../../access/policies';
import { answer } from '../../access/scenario';
import { vendors } from '../../vendors';
import { synthesize } from '../stacks/synthesized';
import { engine } from './world';

/** A store, as it stands in an environment file. */
interface Described {
  readonly vendor: string;
  readonly prefix?: string;
  readonly encryption?: string;
  readonly actions?: { readonly bucket?: readonly string[]; readonly object: readonly string[] };
  readonly access?: { readonly kind: string };
}

const FOLDER = 'examples/vendors';

/** The descriptions to copy, and the example of each vendor that callvault knows. */
const STORES: Readonly<Record<string, Described>> = {
  ...Object.fromEntries(
    fs.readdirSync(FOLDER).map((file) => {
      const text = fs.readFileSync(path.join(FOLDER, file), 'utf8');
      return [`described-${path.basename(file, '.yaml')}`, parse(text) as Described];
    }),
  ),
  ...Object.fromEntries(
    Object.entries(vendors).map(([name, { settings }]) => {
      const [example] = (settings.meta()?.examples ?? []) as Described[];
      return [`known-${name}`, { ...example, vendor: name }];
    }),
  ),
};

const stacks = new Map(
  synthesize([
    {
      file: 'environments/prod.yaml',
      text: stringify({
        account: '111111111111',
        region: 'eu-central-1',
        type: 'production',
        state: { backend: 'cloud', organization: 'acme' },
        stores: Object.fromEntries(
          Object.entries(STORES).map(([name, store]) => [
            name,
            { ...store, bucket: `acme-${name}` },
          ]),
        ),
      }),
    },
  ]).map(({ id, text }) => [id, readPolicies(id, text)] as const),
);

/** Who does what to what, and whether it is allowed. */
type Row = readonly [who: string, does: string, to: string, allowed: boolean, words?: string[]];

/** What no vendor may do, and who else may do nothing. */
const NEVER: readonly Row[] = [
  ['vendor', 'delete version', 'recording', false],
  ['vendor', 'put retention', 'recording', false],
  ['vendor', 'put lifecycle', 'bucket', false],
  ['vendor', 'put versioning', 'bucket', false],
  ['vendor', 'put policy', 'bucket', false],
  ['vendor', 'put acl', 'recording', false, ['public acl']],
  ['vendor', 'put', 'recording', false, ['foreign key']],
  ['vendor', 'put', 'recording', false, ['SSE-C']],
  ['stranger', 'put', 'recording', false],
  ['stranger', 'get', 'recording', false],
  ['anonymous', 'get', 'recording', false],
  ['anonymous', 'list', 'bucket', false],
];

/** What a description asks for, and no more. */
function asked({ prefix = '', actions }: Described): readonly Row[] {
  if (!actions) return [];
  const may = (action: string) => [...(actions.bucket ?? []), ...actions.object].includes(action);
  return [
    ['vendor', 'put', 'elsewhere', prefix === ''],
    ['vendor', 'get', 'recording', may('s3:GetObject')],
    ['vendor', 'delete', 'recording', may('s3:DeleteObject')],
    ['vendor', 'put acl', 'recording', may('s3:PutObjectAcl'), ['owner acl']],
    ['vendor', 'list', 'bucket', may('s3:ListBucket')],
    ['vendor', 'locate', 'bucket', may('s3:GetBucketLocation')],
  ];
}

test.each(Object.entries(STORES))(
  '%s may do what its page asks, and nothing else',
  async (name, store) => {
    const stack = stacks.get(`${name}-prod`);
    if (!stack) throw new Error(`${name} was not synthesized.`);
    const rows: readonly Row[] = [['vendor', 'put', 'recording', true], ...asked(store), ...NEVER];
    const answers: Row[] = [];
    for (const [who, does, to, , words = []] of rows) {
      const { allowed } = await answer(
        engine(),
        { stack },
        { who: who as 'vendor', from: [], with: words, does, to },
      );
      answers.push([who, does, to, allowed, words]);
    }
    expect(answers).toEqual(
      rows.map(([who, does, to, allowed, words = []]) => [who, does, to, allowed, words]),
    );
  },
);
