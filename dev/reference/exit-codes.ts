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

const WHAT_TO_DO = `
## What to do

- 1: a mistake of callvault. Report it, with the stack trace.
- 2: correct what the message names. \`callvault rule <id>\` explains the id in the message.
- 3: remove the cause, and run the command that the last line names. What was done is not done again.
- 5: AWS refused: look whose credentials the command has (\`aws sts get-caller-identity\`), and compare their policies with
  [AWS permissions](permissions.md). The vendor refused: see [Connecting](../connect.md). A lock is held: see
  [Freeing a lock](../free-a-lock.md).
- 6: read the findings. \`callvault rule <id>\` explains those of a review.
- 130: run the command again.
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
    WHAT_TO_DO,
    OF_COMMANDS.trimStart(),
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
