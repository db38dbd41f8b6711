import { Command } from 'commander';
import { ciAccessProps } from '../../config/ci';
import { DEFAULT_FOLDER, readFolder } from '../../config/files';
import type { EnvironmentFile } from '../../config/load';
import { loadValid } from '../../config/valid';
import { principalArn } from '../../core/arn';
import { EXIT } from '../exit';

/** What a workflow needs to know of an environment. */
export interface WorkflowEnvironment {
  readonly name: string;
  readonly region: string;
  /** The GitHub environment whose jobs deploy. */
  readonly githubEnvironment: string;
  readonly planRoleArn: string;
  readonly deployRoleArn: string;
  /** Ids of the stacks whose address ranges can be refreshed. */
  readonly ranges: readonly string[];
}

/**
 * The environments that workflows plan and deploy.
 *
 * @throws InvalidEnvironmentsError when a file is wrong
 */
export function workflowEnvironments(files: readonly EnvironmentFile[]): WorkflowEnvironment[] {
  const { environments } = loadValid(files);
  return environments.flatMap((environment) => {
    const { ci, name, region, stores } = environment;
    if (!ci) return [];
    const props = ciAccessProps(environment, ci);
    return [
      {
        ...{ name, region, githubEnvironment: props.github.environment },
        planRoleArn: principalArn(props, 'role', props.planRoleName),
        deployRoleArn: principalArn(props, 'role', props.deployRoleName),
        ranges: stores.filter(({ settings }) => 'sourceIp' in settings).map(({ id }) => id),
      },
    ];
  });
}

/** `callvault environments` */
export function environmentsCommand(exit: (code: number) => void): Command {
  return new Command('environments')
    .description('Print the environments that workflows plan and deploy, as JSON on one line.')
    .action(() => {
      const files = readFolder(process.env.CALLVAULT_ENVIRONMENTS ?? DEFAULT_FOLDER);
      console.log(JSON.stringify(workflowEnvironments(files)));
      exit(EXIT.ok);
    });
}
