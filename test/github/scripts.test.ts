import * as fs from 'node:fs';
import * as path from 'node:path';

const FOLDER = '.github/scripts';
const SCRIPTS = fs.readdirSync(FOLDER).sort();

/** The commands of a script, without comments and quoted text; a command that is continued is one line. */
const commandsOf = (script: string) =>
  script
    .replace(/^\s*#.*$/gm, '')
    .replace(/'[^']*'/g, "''")
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/**
 * What is wrong with the substitutions of a command. Bash ends the script only for the last substitution of a plain
 * assignment: in an argument, a list, a redirection, or after `local` or `export`, a failure has no effect.
 *
 * @see Bash Reference Manual, "Simple Command Expansion", `set -e`
 */
function unseenFailures(command: string): string[] {
  const found = command.match(/\$\((?!\()|`|[<>]\(/g) ?? [];
  if (found.length === 0) return [];
  const assigned = /^[a-z_]+=("[^"$`]*)?\$\(/.test(command);
  return assigned && found.length === 1 ? [] : [command];
}

test.each(SCRIPTS)('%s ends with the first failure, also in a substitution', (name) => {
  const script = fs.readFileSync(path.join(FOLDER, name), 'utf8');
  const [shebang, ...rest] = script.split('\n');
  expect(shebang).toBe('#!/usr/bin/env bash');
  const commands = commandsOf(rest.join('\n'));
  expect(commands.slice(0, 2)).toEqual(['set -euo pipefail', 'shopt -s inherit_errexit']);
  expect(commands.flatMap(unseenFailures)).toEqual([]);
  expect(commands.filter((command) => /^set \+|\bshopt -u\b/.test(command))).toEqual([]);
});

test.each([
  'echo "list=$(false)"',
  'deploy "$(false)"',
  'mapfile -t stacks < <(false)',
  'local name=$(false)',
  'export name=$(false)',
  'name=$(false "$(true)")',
  'one=$(false) two=$(true)',
  'names=(a "$(false)")',
  'if [ "$(false)" != 0 ]; then',
  'name=`false`',
  'cat <<< "$(false)"',
  'run \\\n  "$(false)"',
])('a failure in %j would have no effect, and is found', (script) => {
  expect(commandsOf(script).flatMap(unseenFailures)).toHaveLength(1);
});

test.each(['name=$(false | cat)', 'name="a-$(false)"', 'count=$((1 + 2))', 'echo "$name"'])(
  'a failure in %j ends the script',
  (script) => {
    expect(commandsOf(script).flatMap(unseenFailures)).toEqual([]);
  },
);
