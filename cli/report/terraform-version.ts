import { tryParseJson } from '../../core/parse-json';
import { terraformProgram } from '../../core/terraform-program';
import { runTerraform } from '../process/run-terraform';

/** The version of the program that runs as Terraform, e.g. `terraform 1.13.4`; undefined if there is none. */
export async function tryTerraformVersion(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const { stdout } = await runTerraform(['version', '-json'], { env });
    const { terraform_version: version } = (tryParseJson(stdout) ?? {}) as Record<string, unknown>;
    const [name = ''] = terraformProgram(env).split(/[/\\]/).slice(-1);
    return typeof version === 'string' ? `${name.replace(/\.exe$/, '')} ${version}` : undefined;
  } catch {
    return undefined;
  }
}
