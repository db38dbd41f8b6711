import type { Command } from 'commander';

/** Shells that a script is written for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** What a command completes. */
interface Completed {
  readonly name: string;
  readonly description: string;
  readonly options: readonly string[];
  /** What its arguments are: a list that callvault prints. @default - files */
  readonly list?: 'stacks' | 'environments' | undefined;
}

function completedBy(program: Command): Completed[] {
  return program.commands.map((command) => {
    const names = command.registeredArguments.map((argument) => argument.name());
    return {
      name: command.name(),
      description: command.description().replaceAll(/['\\]/g, ''),
      options: command.options.flatMap(({ long }) => long ?? []),
      list: names.includes('stack')
        ? 'stacks'
        : names.includes('environment')
          ? 'environments'
          : undefined,
    };
  });
}

/** The script that makes a shell complete commands, options, stacks and environments. */
export function renderCompletion(shell: (typeof SHELLS)[number], program: Command): string {
  const commands = completedBy(program);
  if (shell === 'fish') return renderFish(commands);
  const bash = renderBash(commands);
  // zsh runs completions of bash.
  return shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${bash}` : bash;
}

function renderBash(commands: readonly Completed[]): string {
  const names = commands.map(({ name }) => name).join(' ');
  const cases = commands.map(
    ({ name, options, list = '' }) =>
      `    ${name}) options='${options.join(' ')}' list='${list}' ;;`,
  );
  return `_callvault() {
  local word=\${COMP_WORDS[COMP_CWORD]} options='' list=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${names} --help --version' -- "$word"))
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  case $word in
    -*) COMPREPLY=($(compgen -W "$options --help" -- "$word")) ;;
    *) if [ -n "$list" ]; then
         COMPREPLY=($(compgen -W "$("\${COMP_WORDS[0]}" completion "$list" 2> /dev/null)" -- "$word"))
       else
         COMPREPLY=($(compgen -f -- "$word"))
       fi ;;
  esac
}
complete -F _callvault callvault`;
}

function renderFish(commands: readonly Completed[]): string {
  return commands
    .flatMap(({ name, description, options, list }) => {
      const within = `complete -c callvault -n '__fish_seen_subcommand_from ${name}'`;
      return [
        `complete -c callvault -f -n __fish_use_subcommand -a ${name} -d '${description}'`,
        ...options.map((option) => `${within} -l ${option.slice(2)}`),
        ...(list === undefined
          ? []
          : [`${within} -f -a '(callvault completion ${list} 2> /dev/null)'`]),
      ];
    })
    .join('\n');
}
