import type { Command } from 'commander';
import { defineStoreCommand } from '../command';

/** `callvault explain <stack>` */
export function explainCommand(): Command {
  return defineStoreCommand('explain', async ({ found }) => {
    const [{ explain }, { renderExplanation }] = await Promise.all([
      import('./explain'),
      import('./render'),
    ]);
    return renderExplanation(await explain(found));
  }).description(
    "Show who can do what with a store's recordings, and which policy statement decides.",
  );
}
