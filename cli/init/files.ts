import * as fs from 'node:fs';
import * as path from 'node:path';
import { stringify } from 'yaml';
import { findPackageRoot, ownVersion } from '../../core/package-root';
import { tryParseJson } from '../../core/parse-json';
import { RefusedError } from '../../core/problem';
import type { NewEnvironment, NewProject } from './project';

/** A file of a new project. */
export interface NewFile {
  /** Relative to the project. */
  readonly name: string;
  readonly text: string;
  readonly isExecutable?: boolean;
}

const MAIN = `import { synthesizeEnvironments } from 'callvault/app';

synthesizeEnvironments();
`;

const SCHEMA = '../node_modules/callvault/schema/environment.schema.json';

/** Workflows of the package for users; the other one tests callvault itself. */
const WORKFLOWS = ['deploy.yml', 'drift.yml', 'ranges.yml', 'review.yml'];

const GITIGNORE = [
  'node_modules/',
  'cdktf.out/',
  '.callvault/',
  '.terraform/',
  '*.tfstate',
  '*.tfstate.*',
  '/plans/',
  '/review.md',
  '/drift.md',
  '/ranges.md',
  '/code-quality.json',
  '/junit.xml',
];

/** Name of the store that a new project begins with. */
const FIRST_STORE = 'calls';

/** The files of a project, except package.json. */
export function renderFiles(project: NewProject): NewFile[] {
  return [
    ...project.environments.map((each) => ({
      name: `environments/${each.name}.yaml`,
      text: renderEnvironment(project, each),
    })),
    { name: 'main.ts', text: MAIN },
    { name: 'cdktf.json', text: renderCdktf(project.name) },
    { name: '.gitignore', text: `${GITIGNORE.join('\n')}\n` },
    { name: 'README.md', text: renderReadme(project) },
    ...(project.ci === 'github' ? readWorkflows() : []),
  ];
}

function renderCdktf(name: string): string {
  const settings = {
    language: 'typescript',
    app: 'node --require callvault/typescript main.ts',
    projectId: name,
    sendCrashReports: 'false',
  };
  return `${JSON.stringify(settings, null, 2)}\n`;
}

function renderEnvironment(project: NewProject, environment: NewEnvironment): string {
  const { account, region, type, localAws, state, name } = environment;
  const { vendor, ...settings } = project.stores[name] ?? {};
  const store = { vendor, bucket: `${project.name}-${FIRST_STORE}-${name}`, ...settings };
  const render = (value: object) => stringify(value, { singleQuote: true, lineWidth: 0 });
  return [
    `# yaml-language-server: $schema=${SCHEMA}\n${render({ account, region, type })}`,
    ...(localAws ? [render({ localAws })] : []),
    render({ state }),
    ...renderCi(project, environment),
    render({ stores: { [FIRST_STORE]: store } }),
  ].join('\n');
}

/**
 * Bootstrap comes first where the state is in S3: the roles can use the key of the state bucket only. The first
 * environment of an account creates the identity provider.
 */
function renderCi({ ciSettings, environments }: NewProject, environment: NewEnvironment): string[] {
  if (!ciSettings) return [];
  const first = environments.find(({ account }) => account === environment.account);
  const ci = { ...ciSettings, ...(first !== environment && { createProvider: false }) };
  const text = stringify({ ci }, { singleQuote: true, lineWidth: 0 });
  if (environment.state.backend !== 's3') return [text];
  const comment = `# Remove the # of these lines after npx callvault bootstrap ${environment.name}:`;
  return [`${comment}\n${text.replaceAll(/^(?=.)/gm, '# ')}`];
}

function renderReadme({ name, environments }: NewProject): string {
  const files = environments.map((each) => `\`environments/${each.name}.yaml\``);
  const where = files.join(', ') || 'the files in `environments/`';
  return `# ${name}

Storage for call recordings, which [callvault](node_modules/callvault/README.md) builds from ${where}.

\`\`\`sh
npm ci
npx callvault validate           # checks the files
npx callvault diff               # shows what would change
npx callvault deploy             # deploys, after a review and a question
npx callvault --help
\`\`\`
`;
}

function readWorkflows(): NewFile[] {
  const root = path.join(findPackageRoot(), '.github');
  const scripts = fs.readdirSync(path.join(root, 'scripts')).map((name) => `scripts/${name}`);
  return [...WORKFLOWS.map((name) => `workflows/${name}`), ...scripts].map((name) => ({
    name: `.github/${name}`,
    text: fs.readFileSync(path.join(root, name), 'utf8'),
    isExecutable: name.endsWith('.sh'),
  }));
}

/** Packages that CDKTF's own commands need. Its terminal library is replaced by a fork that needs no compiler. */
const CDKTF_PACKAGES = {
  '@cdktf/node-pty-prebuilt-multiarch': 'npm:@lydell/node-pty@1.1.0',
  'cdktf-cli': '0.21.0',
  typescript: '5.9.3',
};

/** What package.json contains. */
export interface PackageJson {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** @throws RefusedError for a file that is not a JSON object */
export function readPackage(file: string): PackageJson {
  const content = tryParseJson(fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
    return content as PackageJson;
  }
  throw RefusedError.of(
    'init-package',
    `${file} is not a JSON object`,
    'Correct it, or remove it so that callvault writes another one.',
  );
}

/** A package.json with what the project needs; what it contains already stays. */
export function completePackage(
  existing: PackageJson | undefined,
  { name, cdktf }: NewProject,
  folder: string,
): PackageJson {
  const found = existing ?? { name, private: true };
  const wanted = {
    ...(cdktf ? CDKTF_PACKAGES : {}),
    callvault: findSpecifier(folder),
  };
  const missing = Object.entries(wanted).filter(
    ([each]) => !found.dependencies?.[each] && !found.devDependencies?.[each],
  );
  if (missing.length === 0) return found;
  const pty = '@cdktf/node-pty-prebuilt-multiarch';
  const overrides = { ...(found.overrides as object | undefined), [pty]: `$${pty}` };
  return {
    ...found,
    devDependencies: sorted({ ...found.devDependencies, ...Object.fromEntries(missing) }),
    ...(cdktf && { overrides }),
  };
}

const sorted = (packages: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));

/** How package.json names this callvault: by its version or, if npx runs a packed file, by that file. */
function findSpecifier(folder: string): string {
  const file = path.join(findPackageRoot(), '..', '..', 'package.json');
  if (fs.existsSync(file)) {
    const { dependencies } = readPackage(file);
    const packed = /^file:(.*\.tgz)$/.exec(String(dependencies?.callvault))?.[1];
    if (packed !== undefined) {
      const tarball = path.relative(folder, path.resolve(path.dirname(file), packed));
      return `file:${tarball.replaceAll(path.sep, '/')}`;
    }
  }
  return ownVersion();
}
