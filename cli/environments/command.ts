import type { Command } from 'commander';
import { defineEnvironmentsCommand } from '../command';

/** `callvault environments` */
export function environmentsCommand(): Command {
  return defineEnvironmentsCommand('environments', async ({ environments }) => {
    const { workflowEnvironments } = await import('./environments');
    const found = workflowEnvironments(environments);
    return { text: JSON.stringify(found), json: { environments: found } };
  }).description('Print the environments that workflows plan and deploy, as JSON on one line.');
}
