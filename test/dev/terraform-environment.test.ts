import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { renderCliConfig, terraformEnvironment } from '../../dev/terraform-environment';
import { TemporaryFolder } from './temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

const CALLER = {
  PATH: '/bin',
  TF_CLI_CONFIG_FILE: '/missing/terraformrc',
  TERRAFORM_CONFIG: '/missing/terraformrc',
  TF_WORKSPACE: 'production',
  TF_CLI_ARGS: '-lock=false',
  TF_DATA_DIR: '/elsewhere',
  TF_TOKEN_app_terraform_io: 'real',
  TF_LOG: 'debug',
  TF_LOG_PATH: '/tmp/log',
  AWS_PROFILE: 'production',
};

test('with a mirror, Terraform uses the AWS provider from it without a cache', () => {
  const mirror = join(temporary.path, 'mirror');
  temporary.folder('mirror', 'registry.terraform.io', 'hashicorp', 'aws');
  const folder = join(temporary.path, 'run');
  const env = terraformEnvironment(folder, { ...CALLER, CALLVAULT_PROVIDER_MIRROR: mirror });
  expect(env).toEqual({
    PATH: '/bin',
    TF_LOG: 'debug',
    TF_LOG_PATH: '/tmp/log',
    CALLVAULT_PROVIDER_MIRROR: mirror,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'aws-config'),
    NO_PROXY: '127.0.0.1,localhost,::1',
    no_proxy: '127.0.0.1,localhost,::1',
    TF_CLI_CONFIG_FILE: join(folder, 'terraform-cli.tfrc'),
    TF_IN_AUTOMATION: '1',
    TF_INPUT: '0',
    CHECKPOINT_DISABLE: '1',
    GOGC: '400',
    CDKTF_DISABLE_PLUGIN_CACHE_ENV: '1',
  });
  expect(readFileSync(join(folder, 'aws-config'), 'utf8')).toBe('');
  expect(readFileSync(join(folder, 'terraform-cli.tfrc'), 'utf8')).toBe(renderCliConfig(mirror));
});

test('without a mirror, the provider is downloaded into a cache that is used', () => {
  const folder = temporary.folder('no-mirror');
  const env = terraformEnvironment(folder, { HOME: '/nonexistent', XDG_DATA_DIRS: '/none' }, []);
  expect(statSync(env.TF_PLUGIN_CACHE_DIR ?? '').isDirectory()).toBe(true);
  expect(env).toMatchObject({ TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: '1' });
  expect(readFileSync(env.TF_CLI_CONFIG_FILE ?? '', 'utf8')).toBe('disable_checkpoint = true\n');
});

test('the caller’s GOGC is kept if it is set', () => {
  const env = terraformEnvironment(temporary.folder('gogc'), { ...CALLER, GOGC: '50' }, []);
  expect(env.GOGC).toBe('50');
});

test('a path is quoted for HCL', () => {
  expect(renderCliConfig('/a "b" c')).toBe(
    [
      'disable_checkpoint = true',
      'provider_installation {',
      '  filesystem_mirror {',
      '    path    = "/a \\"b\\" c"',
      '    include = ["registry.terraform.io/hashicorp/aws"]',
      '  }',
      '  direct {',
      '    exclude = ["registry.terraform.io/hashicorp/aws"]',
      '  }',
      '}',
      '',
    ].join('\n'),
  );
});
