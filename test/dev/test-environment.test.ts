import { testEnvironment } from '../../dev/test-environment';

const REAL = {
  PATH: '/bin',
  HTTPS_PROXY: 'http://proxy:3128',
  AWS_PROFILE: 'production',
  AWS_ACCESS_KEY_ID: 'AKIAREAL',
  AWS_SECRET_ACCESS_KEY: 'real',
  AWS_SESSION_TOKEN: 'real',
  AWS_ENDPOINT_URL: 'https://s3.example.com',
  AWS_ENDPOINT_URL_S3: 'https://s3.example.com',
  AWS_CONFIG_FILE: '/home/me/.aws/config',
  AWS_CA_BUNDLE: '/missing.pem',
  AWS_WEB_IDENTITY_TOKEN_FILE: '/token',
  AWS_CONTAINER_CREDENTIALS_FULL_URI: 'http://169.254.170.23/',
};

test('no variable of a real account is left', () => {
  const before = { ...REAL };
  expect(testEnvironment(REAL)).toEqual({
    PATH: '/bin',
    HTTPS_PROXY: 'http://proxy:3128',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    NO_PROXY: '127.0.0.1,localhost,::1',
    no_proxy: '127.0.0.1,localhost,::1',
  });
  expect(REAL).toEqual(before);
});

test.each([{ NO_PROXY: 'example.com,localhost' }, { no_proxy: 'example.com,localhost' }])(
  'no web proxy is used for this machine, in addition to the hosts in %p',
  (env) => {
    const result = testEnvironment(env);
    expect(result.NO_PROXY).toBe('example.com,localhost,127.0.0.1,::1');
    expect(result.no_proxy).toBe(result.NO_PROXY);
  },
);
