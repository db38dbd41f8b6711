import * as fs from 'node:fs';
import type { Command } from 'commander';
import { validate } from 'dockerfile-utils';
import { buildProgram } from '../../cli/program';
import { pages, projectFiles } from '../source/project-files';

const program = buildProgram();

/** Files that contain commands for users. */
const FILES = [...pages(), ...projectFiles('.github'), 'cli/init/gitlab.ts'];

interface Found {
  readonly file: string;
  readonly words: readonly string[];
}

/** The commands of callvault, in words; a backslash continues a line. */
function commandsIn(file: string): Found[] {
  const text = fs.readFileSync(file, 'utf8').replaceAll(/\\\n\s*/g, '');
  return [...text.matchAll(/npx callvault (?<rest>(?:(?!\$\()[^|&;>#)\n`])*)/g)].map(
    ({ groups = {} }) => {
      return { file, words: (groups.rest ?? '').trim().split(/\s+/) };
    },
  );
}

/** The problem of a command; undefined if its name and its options exist. */
function problemOf({ file, words }: Found): string | undefined {
  let command: Command = program;
  const [first = ''] = words;
  if (!/^[a-z]/.test(first)) return undefined;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (!next) break;
    command = next;
  }
  const known = command.options.flatMap(({ long, short }) => [long, short]);
  const unknown = words
    .filter((word) => /^--?[a-z]/.test(word))
    .map((word) => word.replace(/=.*/, '').replace(/[^a-z-]/g, ''))
    .filter((word) => word !== '--help' && !known.includes(word));
  const isKnown = command !== program && unknown.length === 0;
  return isKnown ? undefined : `${file}: callvault ${words.join(' ')}: ${unknown.join(' ')}`;
}

test('every command that users are shown exists, with its options', () => {
  const found = FILES.flatMap(commandsIn);
  expect(found.length).toBeGreaterThan(80);
  expect(found.flatMap((each) => problemOf(each) ?? [])).toEqual([]);
});

test('a command or an option that does not exist is found', () => {
  const problems = ['reviw plan.json', 'review --mardown', 'post issues x']
    .map((text) => ({ file: 'x', words: text.split(' ') }))
    .map(problemOf);
  expect(problems.filter((each) => each === undefined)).toEqual([undefined]);
});

test('the Dockerfile of the documentation has no problem', () => {
  const text = fs.readFileSync('docs/recipes.md', 'utf8');
  const [, dockerfile = ''] = /^```dockerfile\n([^]*?)^```/m.exec(text) ?? [];
  expect(dockerfile).toContain('FROM ');
  expect(validate(dockerfile)).toEqual([]);
  expect(validate('FORM node\n')).not.toEqual([]);
});
