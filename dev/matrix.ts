import * as fs from 'node:fs';
import * as path from 'node:path';
import { runOrThrow } from '../cli/process/run';
import { withCdktn } from './package/framework';
import { inTemporaryFolder } from '../synth/temporary-folder';

const VERSIONS = ['22', '24', '26'];

/** A framework, and versions of its packages. */
interface Peers {
  readonly framework: 'cdktf' | 'cdktn';
  readonly packages: readonly string[];
}

/** Both ends of the ranges of the peer dependencies in package.json. */
const PEERS: readonly Peers[] = [
  {
    framework: 'cdktf',
    packages: ['cdktf@0.21.0', 'constructs@10.4.2', '@cdktf/provider-aws@21.0.0'],
  },
  { framework: 'cdktf', packages: ['cdktf@0.21', 'constructs@10', '@cdktf/provider-aws@21'] },
  {
    framework: 'cdktn',
    packages: ['cdktn@0.24.0', 'constructs@10.6.0', '@cdktn/provider-aws@25.5.0'],
  },
  { framework: 'cdktn', packages: ['cdktn@0.24', 'constructs@10.7', '@cdktn/provider-aws@25'] },
];

const NPM_OPTIONS = ['--no-audit', '--no-fund', '--prefer-offline'];

/** Fails where a package needs a compiler. */
const NO_COMPILER = { CC: '/bin/false', CXX: '/bin/false' };

interface Place {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

const run = ({ cwd, env }: Place, command: string, ...args: string[]) =>
  runOrThrow(command, args, { cwd, env });

/** A folder with its own npm project. */
function emptyProject(parent: string, name: string): string {
  const folder = path.join(parent, name);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), '{ "private": true }\n');
  return folder;
}

/** Installs a version of Node.js from npm. Returns an environment in which it is the first on the PATH. */
async function installNode(folder: string, version: string): Promise<NodeJS.ProcessEnv> {
  const cwd = emptyProject(folder, `node-${version}`);
  const env = { ...process.env, ...NO_COMPILER };
  // The package `node` gets its binary by a script: it is one of the packages of the platform.
  await run({ cwd, env }, 'npm', 'install', ...NPM_OPTIONS, `node@${version}`);
  const bin = path.join(cwd, 'node_modules', 'node', 'bin');
  return { ...env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
}

/** A clone: its packages are installed without a compiler, and CDKTF synthesizes. */
async function checkClone(cwd: string, env: NodeJS.ProcessEnv): Promise<void> {
  fs.rmSync(path.join(cwd, 'node_modules'), { recursive: true, force: true });
  await run({ cwd, env }, 'npm', 'ci', ...NPM_OPTIONS);
  await run({ cwd, env }, 'npx', 'callvault', 'validate');
  await run({ cwd, env }, 'npx', 'cdktf', 'synth', '--output', 'clone.out');
}

/** The package in an empty project: it synthesizes the same stacks. */
async function checkPackage(place: Place, tarball: string, clone: string): Promise<void> {
  const { cwd } = place;
  await run(place, 'npm', 'install', ...NPM_OPTIONS, tarball);
  fs.cpSync(path.join(clone, 'environments'), path.join(cwd, 'environments'), { recursive: true });
  await run(place, 'npx', 'callvault', 'validate');
  await run(place, 'node', 'node_modules/callvault/bin/app.js');
  await run(
    place,
    'diff',
    '-r',
    '--exclude',
    '.terraform.lock.hcl',
    path.join(clone, 'clone.out/stacks'),
    'cdktf.out/stacks',
  );
}

/** A stack of a user with one end of the ranges of peers. */
async function checkPeers(
  place: Place,
  { tarball, peers }: { tarball: string; peers: Peers },
): Promise<void> {
  const packages = [tarball, ...peers.packages, 'typescript@5', '@types/node@22'];
  await run(place, 'npm', 'install', ...NPM_OPTIONS, ...packages);
  const source = fs.readFileSync('examples/own-stack.ts', 'utf8');
  const text =
    peers.framework === 'cdktf'
      ? source
      : withCdktn(source).replace("'callvault'", "'callvault/cdktn'");
  fs.writeFileSync(path.join(place.cwd, 'own-stack.ts'), text);
  const options = ['--strict', '--exactOptionalPropertyTypes', '--module', 'node16'];
  await run(place, 'npx', 'tsc', 'own-stack.ts', '--target', 'ES2022', ...options);
  const program = `new (require('./own-stack.js').CallArchive)(new (require('${peers.framework}').App)(), 'archive').toTerraform()`;
  await run(place, 'node', '-e', program);
}

async function checkAll(folder: string, versions: readonly string[]): Promise<void> {
  const clone = path.join(folder, 'clone');
  const env = { ...process.env, ...NO_COMPILER };
  const here = { cwd: process.cwd(), env };
  await run(here, 'git', 'clone', '--quiet', '.', clone);
  await run(here, 'npm', 'pack', '--pack-destination', folder);
  const name = fs.readdirSync(folder).find((each) => each.endsWith('.tgz')) ?? '';
  const tarball = path.join(folder, name);
  for (const version of versions) {
    const nodeEnv = await installNode(folder, version);
    const { stdout } = await run({ cwd: folder, env: nodeEnv }, 'node', '--version');
    await checkClone(clone, nodeEnv);
    const cwd = emptyProject(folder, `project-${version}`);
    await checkPackage({ cwd, env: nodeEnv }, tarball, clone);
    console.log(`Node.js ${stdout.trim()}: installed, validated and synthesized`);
  }
  for (const peers of PEERS) {
    const cwd = emptyProject(folder, `peers-${PEERS.indexOf(peers)}`);
    await checkPeers({ cwd, env }, { tarball, peers });
    console.log(`${peers.packages.join(' ')}: the stack of your own was type-checked and built`);
  }
}

// Versions of Node.js, or none to check the peers only: npm run matrix -- peers
const [, , ...chosen] = process.argv;
const versions = chosen.length > 0 ? chosen.filter((each) => each !== 'peers') : VERSIONS;
void inTemporaryFolder((folder) => checkAll(folder, versions));
