import type { Command } from 'commander';
import { isScreen } from '../colour';
import { defineEnvironmentsCommand } from '../command';

/** `callvault bootstrap <environment>` */
export function bootstrapCommand(): Command {
  return defineEnvironmentsCommand<[string, { json?: boolean }]>(
    'bootstrap',
    async ({ environments }, environment, { json }) => {
      const { bootstrap } = await import('./run-bootstrap');
      const renderer = json ? 'silent' : isScreen(process.stdout) ? 'default' : 'simple';
      const result = await bootstrap({ environments, environment, env: process.env, renderer });
      return { text: result.did.join('\n'), json: result };
    },
  )
    .description("Create or update the S3 bucket that contains an environment's Terraform state.")
    .argument('<environment>', 'name of the environment: its file name without .yaml');
}
