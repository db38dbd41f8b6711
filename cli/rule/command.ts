import type { Command } from 'commander';
import { defineCommand } from '../command';

/** `callvault rule [id]` */
export function ruleCommand(): Command {
  return defineCommand<[string | undefined]>('rule', async (id) => {
    const { readRule, readRules, renderRules } = await import('./rule');
    if (id === undefined) return { text: renderRules(), json: { text: readRules() } };
    const text = readRule(id);
    return { text, json: { rule: id, text } };
  })
    .description('Explain a rule or a finding, by the id that a message names.')
    .argument('[id]', 'id of the rule or finding, e.g. retention-whole-days; all rules by default');
}
