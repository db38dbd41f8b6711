import { readdirSync } from 'node:fs';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

const barrel = {
  name: '@cdktf/provider-aws',
  message: 'Import @cdktf/provider-aws/lib/<resource>: the barrel costs 500 MiB and seconds a run.',
};
const engine = {
  group: ['@cloud-copilot/*'],
  message: 'AGPL: for tests and development tooling only.',
};

/** From the bottom up: each may import what stands before it, and nothing that stands behind. */
const LAYERS = [
  ...['core', 'http', 'integrity', 'modules', 'review', 'store', 'vendors', 'lambda', 'config'],
  ...['stacks', 'synth', 'cli', 'main', 'dev', 'bench'],
];
/** Read what is synthesized, and so need to know nothing but plain data. */
const BESIDE = ['access'];

/** Forbids importing from the given folders, whatever the depth of the importing file. */
const no = (...folders) => ({
  regex: `^\\.\\.?/(?:.*/)?(?:${folders.join('|')})(?:/|$)`,
  message: `Imports run one way: ${[...LAYERS].reverse().join(' → ')}; ${BESIDE.join(', ')} → core.`,
});
const restrict = (...patterns) => ({
  'no-restricted-imports': ['error', { paths: [barrel], patterns }],
});
const rule = (...patterns) => restrict(engine, ...patterns);
const vendorFolders = readdirSync(new URL('vendors', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const otherVendor = {
  regex: `^\\.\\./(?:${vendorFolders.join('|')})(?:/|$)`,
  message: 'A vendor knows no other vendor.',
};

const reviewed = {
  regex: '^\\.\\.?/(?:.*/)?(?:http|integrity|modules/(?!retention-schedule$))(?:.*)$',
  message:
    'A review reads plans with plain data, and the three days of modules/retention-schedule.',
};

const above = (layer) => LAYERS.slice(LAYERS.indexOf(layer) + 1);
const layered = LAYERS.slice(0, LAYERS.indexOf('synth')).map((layer) => ({
  files: [`${layer}/**/*.ts`],
  rules: rule(no(...above(layer), ...BESIDE)),
}));

const direction = [
  { files: ['**/*.ts'], rules: rule(no('test')) },
  { files: ['test/**/*.ts', 'dev/**/*.ts'], rules: restrict() },
  ...layered,
  { files: ['vendors/*/**/*.ts'], rules: rule(no(...above('vendors'), ...BESIDE), otherVendor) },
  { files: ['review/**/*.ts'], rules: rule(no(...above('review'), ...BESIDE), reviewed) },
  { files: BESIDE.map((folder) => `${folder}/**/*.ts`), rules: rule(no(...above('core'))) },
];

export default tseslint.config(
  { ignores: ['node_modules/', 'cdktf.out/', 'dist/', '**/*.js', '**/*.mjs'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { jsdoc },
    rules: {
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      // The way to leave keys out of an object.
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // CDKTF's way: constructing a resource is what adds it to the stack.
      'no-new': 'off',
      eqeqeq: 'error',
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-params': ['error', 3],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
    },
  },
  {
    files: [...LAYERS.slice(0, LAYERS.indexOf('synth')), ...BESIDE].map(
      (folder) => `${folder}/**/*.ts`,
    ),
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          checkConstructors: false,
          require: { ClassDeclaration: true, FunctionDeclaration: true, MethodDefinition: true },
          contexts: [
            'TSInterfaceDeclaration',
            'TSTypeAliasDeclaration',
            'TSInterfaceDeclaration TSPropertySignature',
            'ClassDeclaration PropertyDefinition[accessibility!="private"]',
            'VariableDeclaration',
          ],
        },
      ],
    },
  },
  {
    files: ['bench/**/*.ts', 'cli/**/*.ts', 'dev/**/*.ts', 'main.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': 'off',
      'no-restricted-properties': [
        'error',
        ...['test', 'it', 'describe'].flatMap((object) =>
          ['only', 'skip'].map((property) => ({ object, property, message: 'Run every test.' })),
        ),
      ],
    },
  },
  ...direction,
);
