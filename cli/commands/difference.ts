import { Command } from 'commander';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { synthesize } from '../../synthesize';
import { differences } from '../difference/difference';
import { renderDifference } from '../difference/render';
import { EXIT } from '../exit';

const HELP = `
Synthesizes the environment files of both folders and prints as Markdown what is different: for pull
requests that get no credentials, and so no plan. Both are synthesized by the callvault of now.

Exit codes: 0 printed, 2 wrong input.`;

/** `callvault difference <folder>` */
export function differenceCommand(exit: (code: number) => void): Command {
  return new Command('difference')
    .description('Show what environment files change in the synthesized stacks.')
    .argument('<folder>', 'the environment files of before')
    .addHelpText('after', HELP)
    .action((folder: string) => {
      const before = synthesize({ files: readFolder(folder) });
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      console.log(renderDifference(differences(before, synthesize({ files }))).trimEnd());
      exit(EXIT.ok);
    });
}
