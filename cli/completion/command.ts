import { Argument, type Command } from 'commander';
import { stackIds } from '../../config/environment';
import { defineCommand, loadFolder, type Outcome } from '../command';
import { renderCompletion, SHELLS } from './scripts';

type Shell = (typeof SHELLS)[number];

const HELP = `
The scripts complete commands, options, stacks and environments of a callvault that is on the PATH, for example after
npm install --global callvault, or with node_modules/.bin on the PATH.

Examples:
  source <(callvault completion bash)
  source <(callvault completion zsh)
  callvault completion fish > ~/.config/fish/completions/callvault.fish`;

/** `callvault completion <shell>` */
export function completionCommand(): Command {
  const command: Command = defineCommand<[Shell | ListName]>('completion', async (what) => {
    if (isList(what)) return listNames(what);
    return { text: command.parent ? renderCompletion(what, command.parent) : '' };
  })
    .description('Print the script that makes a shell complete callvault.')
    .addArgument(
      new Argument('<shell>', 'a shell, or what the scripts list').choices([...SHELLS, ...LISTS]),
    )
    .addHelpText('after', HELP);
  return command;
}

/** What the scripts ask for while something is completed. */
const LISTS = ['stacks', 'environments', 'rules'] as const;

type ListName = (typeof LISTS)[number];

const isList = (what: Shell | ListName): what is ListName => LISTS.some((each) => each === what);

async function listNames(what: ListName): Promise<Outcome> {
  if (what === 'rules') {
    const { ruleIds } = await import('../rule/rule');
    const ids = ruleIds();
    return { text: ids.join('\n'), json: { rules: ids } };
  }
  const { environments } = await loadFolder(process.env);
  const names = what === 'stacks' ? stackIds(environments) : environments.map(({ name }) => name);
  return { text: names.join('\n'), json: { [what]: names } };
}
