import type { Command } from 'commander';
import { buildProgram } from '../../cli/program';
import { fullName, textAfter } from './commands';
import { code, GENERATED, plain, renderMarkdownTable } from './markdown';

const INTRO = `# Exit codes

${GENERATED} With \`--json\`, an error is an object \`error\` with its \`code\`, its \`message\` and, where rules are
broken, its \`problems\`, each with the rule, the place, the remedy and the address of the rule's page.
`;

const OF_COMMANDS = `
## What they mean for a command

Commands that are not listed have the codes above and no others of their own.
`;

/** `docs/reference/exit-codes.md`. */
export function renderExitCodes(): string {
  const program = buildProgram();
  const rows = (tryFindCodes(program) ?? '')
    .replace(/\.$/, '')
    .split(/, (?=\d+ )/)
    .map((each) => each.split(/ (.*)/, 2).map(plain));
  const commands = program.commands.flatMap(withOwn);
  return [
    INTRO,
    renderMarkdownTable(['exit code', 'meaning'], rows),
    OF_COMMANDS,
    renderMarkdownTable(['command', 'exit codes'], commands),
    '',
  ].join('\n');
}

/** The row of a command, and those of the commands below it, where its help has exit codes of its own. */
function withOwn(command: Command): string[][] {
  const codes = tryFindCodes(command);
  const below = command.commands.flatMap(withOwn);
  return codes === undefined ? below : [[code(fullName(command)), plain(codes)], ...below];
}

/** The sentence of a command's help with its exit codes. */
function tryFindCodes(command: Command): string | undefined {
  const text = textAfter(command).join('\n\n');
  const [, codes] = /^Exit codes: (.*?\.)$/ms.exec(text) ?? [];
  return codes?.replaceAll('\n', ' ');
}
