import type { Command } from 'commander';
import { buildProgram } from '../../cli/program';
import { code, GENERATED, plain, renderMarkdownTable } from './markdown';

const INTRO = `# Commands

${GENERATED} \`callvault <command> --help\` shows the same. [Exit codes](exit-codes.md) has what they end with.
In a project, run \`npx callvault\`.

Every command but those that only group others has \`--json\`, which prints the result, or the error, as JSON with a
\`version\`. It rises when something is renamed or removed.
`;

/** `docs/reference/commands.md`, from the definitions of the command line. */
export function renderCommands(): string {
  const program = buildProgram();
  const groups = [...new Set(program.commands.map((command) => command.helpGroup()))];
  const parts = groups.flatMap((group) => [
    `## ${group.replace(/:$/, '')}\n`,
    ...program.commands
      .filter((command) => command.helpGroup() === group)
      .flatMap(allOf)
      .map(renderCommand),
  ]);
  return [INTRO, ...parts].join('\n');
}

/** A command, and the commands below it. */
const allOf = (command: Command): Command[] => [command, ...command.commands.flatMap(allOf)];

/** A command as users type it. */
export function fullName(command: Command): string {
  const { parent } = command;
  return parent ? `${fullName(parent)} ${command.name()}` : command.name();
}

function renderCommand(command: Command): string {
  const name = fullName(command);
  const rows = [...argumentRows(command), ...optionRows(command)];
  return [
    `### ${name}\n`,
    `${plain(command.description())}\n`,
    `\`\`\`text\n${[name, command.usage()].join(' ')}\n\`\`\`\n`,
    ...(rows.length > 0
      ? [`${renderMarkdownTable(['argument or option', 'meaning'], rows)}\n`]
      : []),
    ...textAfter(command).map(renderParagraph),
  ].join('\n');
}

function argumentRows({ registeredArguments }: Command): string[][] {
  return registeredArguments.map((argument) => {
    const rest = argument.variadic ? '...' : '';
    const [open, close] = argument.required ? ['<', '>'] : ['[', ']'];
    return [code(`${open}${argument.name()}${rest}${close}`), meaning(argument)];
  });
}

const optionRows = ({ options }: Command) =>
  options
    .filter(({ long, hidden }) => long !== '--json' && !hidden)
    .map((option) => [code(option.flags), meaning(option)]);

interface Described {
  readonly description: string;
  readonly defaultValue?: unknown;
  readonly defaultValueDescription?: string | undefined;
  readonly argChoices?: readonly string[] | undefined;
}

function meaning(each: Described): string {
  const {
    description,
    defaultValue: value,
    defaultValueDescription: words,
    argChoices = [],
  } = each;
  const hasDefault = value !== undefined && typeof value !== 'boolean';
  const shown = words ?? (typeof value === 'string' ? value : JSON.stringify(value));
  return [
    plain(description),
    ...(argChoices.length > 0 ? [`one of ${argChoices.map(code).join(', ')}`] : []),
    ...(hasDefault ? [`default: ${code(shown)}`] : []),
  ].join('; ');
}

/** The paragraphs of a command's help after its options. */
export function textAfter(command: Command): string[] {
  let shown = '';
  const write = (text: string) => {
    shown += text;
  };
  command.configureOutput({ writeOut: write, getOutHelpWidth: () => WIDTH }).outputHelp();
  const own = command.helpInformation();
  return shown
    .slice(own.length)
    .trim()
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== '');
}

/** The width of help that is not wrapped. */
const WIDTH = 1000;

/** Indented lines are examples or lists; what is before them introduces them. */
function renderParagraph(paragraph: string): string {
  const lines = paragraph.split('\n');
  const first = lines.findIndex((line) => line.startsWith('  '));
  if (first === -1) return `${lines.map(plain).join('\n')}\n`;
  const before = lines.slice(0, first).map((line) => `${plain(line)}\n`);
  const language = lines[0] === 'Examples:' ? 'sh' : 'text';
  const indented = lines.slice(first).map((line) => line.replace(/^ {2}/, ''));
  const block = `\`\`\`${language}\n${indented.join('\n')}\n\`\`\`\n`;
  return [...(before.length > 0 ? [before.join('')] : []), block].join('\n');
}
