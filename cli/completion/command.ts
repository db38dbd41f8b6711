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
  const command: Command = defineCommand<[Shell | 'stacks' | 'environments']>(
    'completion',
    async (what) => {
      if (what === 'stacks' || what === 'environments') return listNames(what);
      return { text: command.parent ? renderCompletion(what, command.parent) : '' };
    },
  )
    .description('Print the script that makes a shell complete callvault.')
    .addArgument(
      new Argument('<shell>', 'a shell, or what the scripts list').choices([
        ...SHELLS,
        'stacks',
        'environments',
      ]),
    )
    .addHelpText('after', HELP);
  return command;
}

async function listNames(what: 'stacks' | 'environments'): Promise<Outcome> {
  const { environments } = await loadFolder(process.env);
  const names = what === 'stacks' ? stackIds(environments) : environments.map(({ name }) => name);
  return { text: names.join('\n'), json: { [what]: names } };
}
