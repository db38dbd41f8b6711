import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findStore } from '../../cli/find-store';
import { initialize } from '../../cli/init/init';
import { describeProject } from '../../cli/init/project';
import { Answers } from '../../cli/init/questions';
import { writeConfiguration } from '../../cli/migrate/migrate';
import { updateRanges } from '../../cli/ranges/refresh';
import { loadValid } from '../../config/valid';
import type { KillSubject, KillTrial } from './subject';

const YAML = `# Recordings of one vendor.
account: '123456789012'
region: us-east-1
type: throw-away
state: { backend: local }
stores:
  talks:
    vendor: custom
    title: Example
    bucket: killed-talks
    prefix: talks/
    previousPaths: [{ prefix: calls/, copy: true }]
    access: { kind: iam-user }
    actions: { object: [s3:PutObject] }
    sourceIp: { mode: report, cidrs: [198.51.100.0/24] }
    retention: { days: 90 }
`;

const RANGES = { entities: [{ cidr: '203.0.113.0/24' }, { cidr: '192.0.2.0/25' }] };

/** The commands that only write files. */
export function fileSubjects(): KillSubject[] {
  return [
    inFolder('init', initialized),
    inFolder('ranges', withRanges),
    inFolder('migrate', withMigration),
  ];
}

/** A trial in a folder of its own. At the end it has exactly the files that an undisturbed run writes. */
function inFolder(
  name: string,
  prepare: (folder: string) => Promise<Pick<KillTrial, 'run'>> | Pick<KillTrial, 'run'>,
): KillSubject {
  const make = async () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'callvault-kills-'));
    const remove = () => {
      fs.rmSync(folder, { recursive: true, force: true });
    };
    return { folder, remove, ...(await prepare(folder)) };
  };
  let expected: Promise<string> | undefined;
  const undisturbed = async () => {
    const { run, folder, remove } = await make();
    await run();
    const content = contentOf(folder);
    remove();
    return content;
  };
  return {
    name,
    prepare: async () => {
      expected ??= undisturbed();
      const before = await expected;
      const { run, folder, remove } = await make();
      const whole = `${contentOf(folder)}${before}`;
      return {
        run,
        folder,
        remove,
        always: () => Promise.resolve(halfWritten(folder, whole)),
        finally: () =>
          Promise.resolve(
            contentOf(folder) === before ? [] : [`other files: ${contentOf(folder)}`],
          ),
      };
    },
  };
}

/** All files below a folder with their contents. */
function contentOf(folder: string): string {
  return JSON.stringify(filesOf(folder), null, 1).replaceAll(folder, '');
}

function filesOf(folder: string): [string, string][] {
  return fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => fs.statSync(path.join(folder, name)).isFile())
    .sort()
    .map((name) => [name, fs.readFileSync(path.join(folder, name), 'utf8')]);
}

/** Files that an interruption has left with neither their old text nor their new one. */
function halfWritten(folder: string, whole: string): string[] {
  return filesOf(folder).flatMap(([name, text]) => {
    const isWhole = whole.includes(JSON.stringify(text).replaceAll(folder, ''));
    return isWhole || name.endsWith('.next') ? [] : [`${name} is half written`];
  });
}

async function initialized(folder: string): Promise<Pick<KillTrial, 'run'>> {
  const flags = {
    name: 'acme',
    vendor: 'worqhat',
    account: ['111111111111'],
    region: 'eu-central-1',
    retention: '365',
    ci: 'github',
    repository: 'acme/recordings',
  } as const;
  const place = { folderName: 'acme', hasEnvironments: false };
  const project = await describeProject(flags, new Answers(), place);
  fs.writeFileSync(path.join(folder, '.gitignore'), 'dist');
  return {
    run: () => {
      initialize(project, folder);
      return Promise.resolve(true);
    },
  };
}

function prepareStore(folder: string) {
  const file = path.join(folder, 'local.yaml');
  fs.writeFileSync(file, YAML);
  return () => {
    const files = [{ file, text: fs.readFileSync(file, 'utf8') }];
    return { files, found: findStore('talks-local', loadValid(files).environments) };
  };
}

function withRanges(folder: string): Pick<KillTrial, 'run'> {
  const load = prepareStore(folder);
  const from = path.join(folder, 'ranges.json');
  fs.writeFileSync(from, JSON.stringify(RANGES));
  return {
    run: async () => {
      const { added, removed } = await updateRanges({ ...load(), from, env: {} });
      return added.length + removed.length === 0;
    },
  };
}

function withMigration(folder: string): Pick<KillTrial, 'run'> {
  const load = prepareStore(folder);
  return {
    run: () => {
      writeConfiguration(load().found, path.join(folder, 'migrations/talks-local'));
      return Promise.resolve(true);
    },
  };
}
