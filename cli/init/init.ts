import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Environment } from '../../config/environment';
import { readFolder } from '../../config/files';
import { type EnvironmentFile, loadEnvironments, type LocatedProblem } from '../../config/load';
import { InvalidEnvironmentsError } from '../../config/invalid';
import { replaceFile } from '../replace-file';
import { completePackage, type NewFile, readPackage, renderFiles } from './files';
import { renderGitlabPipeline } from './gitlab';
import type { NewProject } from './project';

/** What `callvault init` did. */
export interface InitResult {
  readonly folder: string;
  /** Files that were created. */
  readonly created: readonly string[];
  /** Files that were completed. */
  readonly changed: readonly string[];
  /** Files that already had everything, and stay as they were. */
  readonly kept: readonly string[];
  /** Warnings about the environment files. */
  readonly warnings: readonly LocatedProblem[];
  /** Commands to run next. */
  readonly next: readonly string[];
}

/**
 * Writes what a project lacks. Existing files stay as they are, except that package.json and .gitignore get what is
 * missing.
 *
 * @throws InvalidEnvironmentsError before anything is written, if the environment files would not be valid
 */
export function initialize(project: NewProject, folder: string): InitResult {
  const files = renderFiles(project);
  const { environments, problems } = loadEnvironments(environmentFiles(files, folder));
  if (problems.some(({ warning }) => !warning)) throw new InvalidEnvironmentsError(problems);
  const done = { created: [] as string[], changed: [] as string[], kept: [] as string[] };
  const pipeline = project.ci === 'gitlab' ? [renderGitlabPipeline(environments)] : [];
  for (const file of [...files, ...pipeline, packageFile(project, folder)]) {
    done[write(path.join(folder, file.name), file)].push(file.name);
  }
  return { folder, ...done, warnings: problems, next: nextCommands(environments, folder) };
}

/** The environment files of a project, by paths from here. */
export function readExisting(folder: string): EnvironmentFile[] {
  const place = path.join(path.relative('', folder), 'environments');
  const names = fs.existsSync(place) ? fs.readdirSync(place) : [];
  return names.some((name) => /\.ya?ml$/.test(name)) ? readFolder(place) : [];
}

/** The environment files as they will be: existing ones first. */
function environmentFiles(files: readonly NewFile[], folder: string): EnvironmentFile[] {
  const added = files
    .filter(({ name }) => name.startsWith('environments/'))
    .map(({ name, text }) => ({ file: path.join(path.relative('', folder), name), text }))
    .filter(({ file }) => !fs.existsSync(file));
  return [...readExisting(folder), ...added];
}

function packageFile(project: NewProject, folder: string): NewFile {
  const file = path.join(folder, 'package.json');
  const existing = fs.existsSync(file) ? readPackage(file) : undefined;
  const complete = completePackage(existing, project, folder);
  return { name: 'package.json', text: `${JSON.stringify(complete, null, 2)}\n` };
}

/** Files that are completed rather than kept. */
const COMPLETED: Readonly<Record<string, (existing: string, text: string) => string>> = {
  'package.json': (existing, text) =>
    JSON.stringify(JSON.parse(existing)) === JSON.stringify(JSON.parse(text)) ? existing : text,
  '.gitignore': (existing, text) => {
    const lines = existing.split(/\r?\n/);
    const missing = text.split('\n').filter((line) => line !== '' && !lines.includes(line));
    if (missing.length === 0) return existing;
    const separator = existing === '' || existing.endsWith('\n') ? '' : '\n';
    return `${existing}${separator}${missing.join('\n')}\n`;
  },
};

function write(
  file: string,
  { name, text, isExecutable }: NewFile,
): 'created' | 'changed' | 'kept' {
  const existing = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : undefined;
  const complete = existing === undefined ? text : (COMPLETED[name]?.(existing, text) ?? existing);
  if (complete === existing) return 'kept';
  fs.mkdirSync(path.dirname(file), { recursive: true });
  replaceFile(file, complete, { newMode: isExecutable ? 0o755 : 0o644, before: existing });
  return existing === undefined ? 'created' : 'changed';
}

function nextCommands([first]: readonly Environment[], folder: string): string[] {
  const enter = path.relative('', folder);
  const install = enter === '' ? 'npm install' : `cd ${enter} && npm install`;
  if (!first) return [install];
  const stack = first.stores[0]?.id ?? '';
  const prepare =
    first.state.backend === 's3' ? `bootstrap ${first.name}` : `diff ${stack}`.trimEnd();
  return [install, `npx callvault ${prepare}`, `npx callvault deploy ${stack}`.trimEnd()];
}
