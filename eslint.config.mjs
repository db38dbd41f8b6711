import { readdirSync } from 'node:fs';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';

const barrel = {
  name: '@cdktf/provider-aws',
  message:
    'Import @cdktf/provider-aws/lib/<resource>: the barrel costs 500 MiB and seconds per run.',
};
const engine = {
  group: ['@cloud-copilot/*'],
  message: 'AGPL: for tests and development tooling only.',
};

/** From the bottom up: each layer can import those before it, and none of those after it. */
const LAYERS = [
  'core',
  'http',
  'integrity',
  'arrivals',
  'canary',
  'modules',
  'review',
  'store',
  'vendors',
  'lambda',
  'config',
  'stacks',
  'synth',
  'recordings',
  'cli',
  'main',
  'dev',
  'bench',
  'test',
];

/** Layers that read synthesized JSON or use the constructs from outside, by the one layer each can import. */
const STANDALONE = { access: 'core', controls: 'core', examples: 'modules' };

/** What the package exports: the constructs, and what their props consist of. */
const EXPORTS = 'index.ts';

/** Development code: not shipped, and not held to documentation and license rules. */
const DEVELOPMENT = ['dev', 'bench', 'test'];

const order = [...LAYERS].reverse().join(' → ');

/** Forbids importing from the given folders, at any depth of the importing file. */
const no = (...folders) => ({
  regex: `^\\.\\.?/(?:.*/)?(?:${folders.join('|')})(?:/|$)`,
  message: `Imports run one way: ${order}; access → core.`,
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
  regex:
    '^\\.\\.?/(?:.*/)?(?:http|integrity|arrivals|canary|modules/(?!retention-schedule$))(?:.*)$',
  message: 'A review reads plans as plain data; of modules/ it imports retention-schedule only.',
};

const standaloneFolders = Object.keys(STANDALONE);
const files = (layer) => (layer === 'main' ? ['main.ts'] : [`${layer}/**/*.ts`]);
const above = (layer) => {
  const layers = LAYERS.slice(LAYERS.indexOf(layer) + 1);
  // The commands and what is above them read policies.
  return LAYERS.indexOf(layer) < LAYERS.indexOf('cli')
    ? [...layers, ...standaloneFolders]
    : [...layers, 'examples'];
};
const product = LAYERS.filter((layer) => !DEVELOPMENT.includes(layer));

const direction = [
  { files: ['**/*.ts'], rules: rule(no('test')) },
  ...product.map((layer) => ({ files: files(layer), rules: rule(no(...above(layer))) })),
  { files: ['dev/**/*.ts'], rules: restrict(no('bench', 'test')) },
  { files: ['bench/**/*.ts'], rules: rule(no('test')) },
  { files: ['test/**/*.ts'], rules: restrict() },
  { files: ['vendors/*/**/*.ts'], rules: rule(no(...above('vendors')), otherVendor) },
  { files: ['review/**/*.ts'], rules: rule(no(...above('review')), reviewed) },
  ...Object.entries(STANDALONE).map(([folder, layer]) => ({
    files: files(folder),
    rules: rule(no(...above(layer).filter((each) => each !== folder))),
  })),
];

const literal = {
  message:
    'Write the properties or elements themselves, one per line, instead of spreading a literal.',
};
const spreads = [
  'ObjectExpression',
  'ArrayExpression',
  'TSAsExpression > ArrayExpression',
  'TSAsExpression > ObjectExpression',
].map((expression) => ({ ...literal, selector: `SpreadElement > ${expression}` }));

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
      // There are no enums here, and classes are compared by what they have, as TypeScript does: these two took a fifth of the time.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // CDKTF's way: constructing a resource is what adds it to the stack.
      'no-new': 'off',
      eqeqeq: 'error',
      complexity: ['error', 10],
      'max-depth': ['error', 3],
      'max-params': ['error', 3],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 40, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-syntax': ['error', ...spreads],
    },
  },
  {
    files: [
      ...product.filter((layer) => !['synth', 'cli', 'main'].includes(layer)),
      'access',
      'controls',
    ].flatMap(files),
    rules: {
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          checkConstructors: false,
          require: { ClassDeclaration: true, FunctionDeclaration: true },
          contexts: ['TSInterfaceDeclaration[id.name=/Props$/]'],
        },
      ],
    },
  },
  {
    files: ['bench/**/*.ts', 'cli/**/*.ts', 'dev/**/*.ts', 'synth/environments.ts'],
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
  { files: [EXPORTS], rules: rule(no(...above('modules'))) },
);
