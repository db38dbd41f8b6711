import { Command } from 'commander';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import { EXIT } from '../exit';
import { findStore } from '../find-store';
import { paste, renderPaste } from './paste';
import { readOutputs } from './read';

const HELP = `
For people who tell their vendor by hand; npx callvault connect does it by the vendor's API where there is one.
The outputs are read from the Terraform state with your own credentials, or from a file.

Exit codes: 0 done, 2 wrong input or not deployed, 5 the state cannot be read.`;

/** `callvault outputs <stack>` */
export function outputsCommand(exit: (code: number) => void): Command {
  return new Command('outputs')
    .description('Show what to enter at the vendor, and where.')
    .argument('<stack>', 'id of a store’s stack, e.g. calls-prod')
    .option('--outputs <file>', 'what cdktf deploy --outputs-file has written')
    .option('--json', 'print it as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, { outputs: file, json }: { outputs?: string; json?: boolean }) => {
      const found = findStore(id, readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER));
      const asked = paste(found.store, await readOutputs(found, { file, env: process.env }));
      console.log(json === true ? JSON.stringify(asked, null, 2) : renderPaste(asked));
      exit(EXIT.ok);
    });
}
