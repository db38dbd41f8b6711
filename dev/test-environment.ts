/** Credentials of no real account. moto accepts any, and maps this key to account 123456789012. */
export const TEST_CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' } as const;

const LOOPBACK = ['127.0.0.1', 'localhost', '::1'];

/**
 * An environment in which no AWS SDK can find a real account: every `AWS_*` variable is removed, the
 * credentials are {@link TEST_CREDENTIALS}, the metadata service is disabled, and no web proxy is
 * used for this machine's own ports.
 *
 * @param env - the environment to start from; not changed
 */
export function testEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => !name.startsWith('AWS_'));
  const noProxy = [...new Set([...listed(env.NO_PROXY ?? env.no_proxy), ...LOOPBACK])].join(',');
  return {
    ...Object.fromEntries(kept),
    AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    // The SDK's warning about Node.js 20 would be in every command's output.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    NO_PROXY: noProxy,
    no_proxy: noProxy,
  };
}

function listed(hosts = ''): string[] {
  return hosts.split(',').filter((host) => host !== '');
}
