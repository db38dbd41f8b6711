import type { Command } from 'commander';
import { stackIds } from '../../config/environment';
import { defineEnvironmentsCommand } from '../command';
import { selectNamed } from '../deploy/choose';
import { outputFolder } from '../deploy/output-folder';

const HELP = `
Writes what cdktf synth writes, without cdktf-cli: the stacks' Terraform JSON in cdktf.out/stacks, or below the folder that
CDKTF_OUTDIR names. Without stacks, those that CALLVAULT_STACKS selects are written, or all.

Examples:
  callvault synth
  callvault synth 'calls-*'`;

/** `callvault synth [stack...]` */
export function synthCommand(): Command {
  return defineEnvironmentsCommand<[string[]]>('synth', async ({ environments }, patterns) => {
    const { buildApp } = await import('../../synth/app');
    const stacks = selectNamed(stackIds(environments), patterns, process.env);
    const outdir = outputFolder(process.env);
    buildApp({ environments, stacks, outdir }).synth();
    const text = `Synthesized ${stacks.join(', ')} in ${outdir}/stacks.`;
    return { text, json: { folder: outdir, stacks } };
  })
    .description("Write the stacks' Terraform JSON.")
    .argument('[stack...]', 'ids of stacks, or patterns with *')
    .addHelpText('after', HELP);
}
