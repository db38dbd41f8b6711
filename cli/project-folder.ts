import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_FOLDER } from '../config/files';

/** The folder in which the command was started. */
let started = process.cwd();

/**
 * Goes to the project that a folder belongs to, as npm does: the nearest folder upward with `cdktf.json` or environment
 * files, within the repository. Without one, or if `CALLVAULT_ENVIRONMENTS` names a folder, it stays.
 */
export function enterProject(env: NodeJS.ProcessEnv = process.env): void {
  started = process.cwd();
  const project = env.CALLVAULT_ENVIRONMENTS === undefined ? tryFindProject(started) : undefined;
  if (project !== undefined && project !== started) process.chdir(project);
}

function tryFindProject(folder: string): string | undefined {
  if (fs.existsSync(path.join(folder, 'cdktf.json')) || hasEnvironments(folder)) return folder;
  const parent = path.dirname(folder);
  const isTop = parent === folder || fs.existsSync(path.join(folder, '.git'));
  return isTop ? undefined : tryFindProject(parent);
}

function hasEnvironments(folder: string): boolean {
  const place = path.join(folder, DEFAULT_FOLDER);
  const isFolder = fs.statSync(place, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder && fs.readdirSync(place).some((name) => /\.ya?ml$/.test(name));
}

/** A path that the user wrote, from the folder of the project; `-` stands for standard input. */
export function userPath(written: string): string {
  if (written === '-' || written === '' || process.cwd() === started) return written;
  return path.relative('', path.resolve(started, written)) || '.';
}

/** Names of arguments that are paths, and options that are. */
const PATH_ARGUMENTS = ['file', 'folder', 'before', 'after', 'old', 'new', 'zip'];
const PATH_OPTION = /<(?:file|folder)(?:\.\.\.)?>$/;

/** Makes the paths among the arguments and options of a command ones from the folder of the project. */
export function resolveUserPaths(command: Command): void {
  const { args, processedArgs, options, registeredArguments } = command;
  const given = processedArgs as unknown[];
  registeredArguments.forEach((argument, index) => {
    if (!PATH_ARGUMENTS.includes(argument.name()) || args[index] === undefined) return;
    given[index] = userPaths(given[index]);
  });
  for (const option of options) {
    const name = option.attributeName();
    if (!PATH_OPTION.test(option.flags) || command.getOptionValueSource(name) !== 'cli') continue;
    command.setOptionValueWithSource(name, userPaths(command.getOptionValue(name)), 'cli');
  }
}

const userPaths = (value: unknown) =>
  Array.isArray(value) ? value.map(String).map(userPath) : userPath(String(value));
