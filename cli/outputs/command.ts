import type { Command } from 'commander';
import { defineStoreCommand } from '../command';
import { OUTPUTS_OPTION } from './option';

const HELP = `
For vendors that are registered by hand; callvault connect registers the store through the vendor's API if there
is one. The outputs are read from the Terraform state with your own credentials, or from a file. No secret is shown: an
access key is named by its secret in Secrets Manager. A checklist follows of what no API of the vendor sets or shows.

Exit codes: 0 done, 2 invalid input or not deployed, 5 the state cannot be read.`;

/** `callvault outputs <stack>` */
export function outputsCommand(): Command {
  return defineStoreCommand<{ outputs?: string }>('outputs', async ({ found, flags, env }) => {
    const [{ findManualInstructions, renderManualInstructions }, { readOutputs }] =
      await Promise.all([import('./manual-instructions'), import('./read')]);
    const outputs = await readOutputs(found, { file: flags.outputs, env });
    const instructions = findManualInstructions(found.store, outputs);
    return { text: renderManualInstructions(instructions), json: instructions };
  })
    .description('Show what to enter at the vendor, and where.')
    .option(...OUTPUTS_OPTION)
    .addHelpText('after', HELP);
}
