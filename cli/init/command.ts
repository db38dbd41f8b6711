import * as path from 'node:path';
import { type Command, Option } from 'commander';
import { renderProblems } from '../../config/render';
import { defineCommand, type Outcome } from '../command';
import type { InitResult } from './init';
import type { InitFlags } from './project';

const HELP = `
Asks for what the options do not say, if it runs on a terminal. It writes package.json, cdktf.json, main.ts, an environment
file for each environment, .gitignore, README.md and the workflows of the chosen CI. Existing files stay as they are:
package.json and .gitignore get what is missing. Nothing is written if the environment files would not be valid.

Examples:
  callvault init recordings
  callvault init --vendor <vendor> --retention "24 months" --account 111111111111 --region eu-central-1
  callvault init --vendor <vendor> --retention 30 --local-aws`;

const collect = (value: string, previous: readonly string[] = []) => [...previous, value];

interface Flags extends InitFlags {
  readonly json?: boolean;
}

/** `callvault init [folder]` */
export function initCommand(): Command {
  return defineCommand<[string, Flags]>('init', init)
    .description('Create a project, or add to one what it lacks.')
    .argument('[folder]', 'folder of the project', '.')
    .option('--vendor <vendor>', 'vendor that records')
    .option('--retention <days>', 'how long recordings are kept: days, or for example "24 months"')
    .option(
      '--set <key=value>',
      "a setting of the vendor's stores, or <environment>.<key>=<value>; can be repeated",
      collect,
    )
    .option('--environments <names>', 'names of environments, comma-separated (default: prod)')
    .option(
      '--account <id>',
      'AWS account, or <environment>=<id> for each environment; can be repeated',
      collect,
    )
    .option('--region <region>', 'AWS region')
    .addOption(
      new Option('--state <backend>', 'where Terraform keeps its state').choices(['s3', 'cloud']),
    )
    .option('--organization <name>', 'organization in Terraform Cloud, with --state cloud')
    .addOption(
      new Option('--ci <ci>', 'workflows that plan and deploy').choices([
        'github',
        'gitlab',
        'none',
      ]),
    )
    .option('--repository <owner/name>', 'GitHub repository, or GitLab project, with --ci')
    .option('--issuer <url>', 'address of GitLab, with --ci gitlab (default: https://gitlab.com)')
    .option('--name <name>', 'beginning of bucket names (default: the name of the folder)')
    .option('--local-aws [endpoint]', 'one throw-away environment, on a local AWS')
    .option('--cdktf', "also install CDKTF's own commands: cdktf synth, diff and deploy")
    .addHelpText('after', HELP);
}

async function init(name: string, flags: Flags): Promise<Outcome> {
  const folder = path.resolve(name);
  const [{ initialize, readExisting }, { describeProject }, { Answers, withTerminal }] =
    await Promise.all([import('./init'), import('./project'), import('./questions')]);
  const describe = (answers: InstanceType<typeof Answers>) =>
    describeProject(flags, answers, {
      folderName: path.basename(folder),
      hasEnvironments: readExisting(folder).length > 0,
    });
  const asks = process.stdin.isTTY && process.stderr.isTTY && !flags.json;
  const project = asks
    ? await withTerminal((ask) => describe(new Answers(ask)))
    : await describe(new Answers());
  const result = initialize(project, folder);
  const { warnings } = result;
  return {
    text: render(result),
    errors: warnings.length > 0 ? renderProblems(warnings) : undefined,
    json: result,
  };
}

function render({ folder, created, changed, kept, next }: InitResult): string {
  const lines = [
    ...created.map((name) => `created  ${name}`),
    ...changed.map((name) => `changed  ${name}`),
    ...kept.map((name) => `kept     ${name}`),
  ];
  const commands = next.map((command, index) => `  ${index + 1}. ${command}`);
  return [`The project in ${folder} is valid.`, ...lines, '', 'Next:', ...commands].join('\n');
}
