import type { Command } from 'commander';

/** Shells that a script is written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What a command completes. */
interface Completed {
  /** The command, after the one that it is below. */
  readonly names: readonly string[];
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** Commands below it, or the values of its argument. */
  readonly words: readonly string[];
  /** What its arguments are: a list that callvault prints. @default - files */
  readonly list: 'stacks' | 'environments' | 'rules' | '';
}

interface CompletedOption {
  readonly long: string;
  readonly takesValue: boolean;
  /** @default - files */
  readonly values: readonly string[];
  readonly list: Completed['list'];
}

/** The commands, each before those below it. */
function completedBy(parent: Command, above: readonly string[] = []): Completed[] {
  return parent.commands.flatMap((command) => {
    const names = [...above, command.name()];
    const own: Completed = {
      names,
      description: command.description().replaceAll(/['\\]/g, ''),
      options: command.options.flatMap(({ long, required, optional, argChoices = [] }) =>
        long
          ? [
              {
                long,
                takesValue: required || optional,
                values: argChoices,
                list: long === '--stack' ? 'stacks' : '',
              },
            ]
          : [],
      ),
      words: [
        ...command.commands.map((each) => each.name()),
        ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
      ],
      list: listOf(command),
    };
    return [own, ...completedBy(command, names)];
  });
}

function listOf(command: Command): Completed['list'] {
  const of = command.registeredArguments.map((argument) => argument.name());
  if (command.name() === 'rule') return 'rules';
  return of.includes('stack') ? 'stacks' : of.includes('environment') ? 'environments' : '';
}

/** The script that makes a shell complete commands, options, their values, stacks and environments. */
export function renderCompletion(shell: (typeof SHELLS)[number], program: Command): string {
  const commands = completedBy(program);
  if (shell === 'fish') return renderFish(commands);
  const bash = renderBash(commands);
  // zsh runs completions of bash.
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${bash}` : bash;
}

function renderBash(commands: readonly Completed[]): string {
  const top = commands.filter(({ names }) => names.length === 1).map(({ names }) => names[0]);
  // The first pattern that fits counts.
  const cases = commands.toReversed().map(({ names: [name, below], options, words, list }) => {
    const pattern = below === undefined ? `'${name ?? ''} '*` : `'${name ?? ''} ${below}'`;
    const long = options.map((option) => option.long).join(' ');
    return `    ${pattern}) options='${long}' words='${words.join(' ')}' list='${list}' ;;`;
  });
  return `_callvault() {
  local word=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} below='' options='' words='' list=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${top.join(' ')} --help --version' -- "$word"))
    return
  fi
  if [ "$COMP_CWORD" -gt 2 ]; then below=\${COMP_WORDS[2]}; fi
  case "\${COMP_WORDS[1]} $below" in
${cases.join('\n')}
  esac
  case "\${COMP_WORDS[1]} $previous" in
${valueCases(commands).join('\n')}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options --help" -- "$word")) ;;
    *) if [ -n "$list" ]; then words="$words $("\${COMP_WORDS[0]}" completion "$list" 2> /dev/null)"; fi
       if [ -n "$words" ]; then
         COMPREPLY=($(compgen -W "$words" -- "$word"))
       else
         COMPREPLY=($(compgen -f -- "$word"))
       fi ;;
  esac
}
complete -F _callvault callvault`;
}

/** What follows options that take a value. */
function valueCases(commands: readonly Completed[]): string[] {
  return commands.flatMap(({ names: [name = ''], options }) =>
    options
      .filter(({ takesValue }) => takesValue)
      .map(
        ({ long, values, list }) =>
          `    '${name} ${long}') words='${values.join(' ')}' list='${list}' ;;`,
      ),
  );
}

const listed = (list: string) => `(callvault completion ${list} 2> /dev/null)`;

function renderFish(commands: readonly Completed[]): string {
  return commands
    .flatMap(({ names, description, options, words, list }) => {
      const [name = '', below] = names;
      const seen = names.map((each) => `__fish_seen_subcommand_from ${each}`).join('; and ');
      const within = `complete -c callvault -n '${seen}'`;
      const outer =
        below === undefined ? '__fish_use_subcommand' : `__fish_seen_subcommand_from ${name}`;
      return [
        `complete -c callvault -f -n '${outer}' -a ${below ?? name} -d '${description}'`,
        ...options.map(({ long, takesValue, ...option }) => {
          const values = option.list === '' ? option.values.join(' ') : listed(option.list);
          const value = values === '' ? ' -r' : ` -x -a '${values}'`;
          return `${within} -l ${long.slice(2)}${takesValue ? value : ''}`;
        }),
        ...(below === undefined && words.length > 0
          ? [`${within} -f -a '${words.join(' ')}'`]
          : []),
        ...(list === '' ? [] : [`${within} -f -a '${listed(list)}'`]),
      ];
    })
    .join('\n');
}
