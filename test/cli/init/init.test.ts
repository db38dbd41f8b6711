import * as fs from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { initialize, readExisting } from '../../../cli/init/init';
import { describeProject, type InitFlags } from '../../../cli/init/project';
import { Answers, type Ask } from '../../../cli/init/questions';
import { STARTER_VENDORS, type StarterVendor } from '../../../cli/init/starter';
import { loadEnvironments } from '../../../config/load';
import { RefusedError } from '../../../core/problem';
import { TemporaryFolder } from '../../dev/temporary-folder';

const temporary = new TemporaryFolder();
afterAll(() => {
  temporary.remove();
});

const WHERE: InitFlags = { account: ['111111111111'], region: 'eu-central-1', retention: '365' };

/** What each vendor needs besides. */
const SETTINGS: Readonly<Record<StarterVendor, readonly string[]>> = {
  custom: [],
  daily: ['domain=acme'],
  genesys: [
    'organizationId=7c9e6679-7425-40de-944b-e07fc1f90ae7',
    'genesysAccount=012345678901',
    'genesysRegion=eu-central-1',
    'vendorRetentionDays=12 months',
  ],
  twilio: [],
  vonage: ['project=45828062'],
  worqhat: [],
  zoom: [],
};

async function init(folder: string, flags: InitFlags, ask?: Ask) {
  const hasEnvironments = readExisting(folder).length > 0;
  const place = { folderName: 'acme', hasEnvironments };
  return initialize(await describeProject(flags, new Answers(ask), place), folder);
}

const read = (folder: string, name: string) => fs.readFileSync(path.join(folder, name), 'utf8');

test('every vendor but those described in the file can be chosen', () => {
  expect(STARTER_VENDORS).toEqual(Object.keys(SETTINGS).filter((name) => name !== 'custom'));
});

/** Two environments of one Vonage project, or of one Daily domain, would share the storage that is set there. */
const OF_STAGING: Readonly<Partial<Record<StarterVendor, string>>> = {
  daily: 'staging.domain=acme-staging',
  vonage: 'staging.project=45828063',
};

test.each(STARTER_VENDORS)('a new project for %s has no problem to correct', async (vendor) => {
  const folder = path.join(temporary.path, vendor);
  const set = [...SETTINGS[vendor], OF_STAGING[vendor] ?? []].flat();
  const flags = { ...WHERE, vendor, set, environments: 'prod,staging' };
  const { created, kept, next } = await init(folder, flags);
  expect({ created, kept, next: next.slice(1) }).toEqual({
    created: [
      'environments/prod.yaml',
      'environments/staging.yaml',
      'main.ts',
      'cdktf.json',
      '.gitignore',
      'README.md',
      'package.json',
    ],
    kept: [],
    next: ['npx callvault bootstrap prod', 'npx callvault deploy calls-prod'],
  });
  const { environments, problems } = loadEnvironments(readExisting(folder));
  expect(environments.map(({ name, type }) => [name, type])).toEqual([
    ['prod', 'production'],
    ['staging', 'non-production'],
  ]);
  // These concern the vendor's settings, and roles that a new project does not know yet.
  const rules = problems.map(({ rule }) => rule);
  expect(
    rules.filter(
      (rule) =>
        ![
          'external-id-shared',
          'integrity-checked',
          'administrators-named',
          'readers-named',
        ].includes(rule),
    ),
  ).toEqual([]);
});

test('a project with workflows, Terraform Cloud and an account for each environment has them', async () => {
  const folder = temporary.folder('cloud');
  const flags: InitFlags = {
    ...WHERE,
    vendor: 'worqhat',
    environments: 'prod,test',
    account: ['prod=111111111111', 'test=222222222222'],
    state: 'cloud',
    organization: 'acme',
    ci: 'github',
    repository: 'acme/recordings',
    cdktf: true,
  };
  const { created } = await init(folder, flags);
  expect(created).toEqual(expect.arrayContaining(['.github/workflows/review.yml']));
  expect(created).not.toContain('.github/workflows/test.yml');
  expect(fs.statSync(path.join(folder, '.github/scripts/plan.sh')).mode & 0o111).toBe(0o111);
  expect(read(folder, 'environments/test.yaml')).toContain(`account: '222222222222'`);
  expect(read(folder, 'environments/test.yaml')).toContain('ci:\n  repository: acme/recordings\n');
  expect(
    Object.keys((JSON.parse(read(folder, 'package.json')) as PackageFile).devDependencies),
  ).toEqual(['@cdktf/node-pty-prebuilt-multiarch', 'callvault', 'cdktf-cli', 'typescript']);
});

test('a project on GitLab has a pipeline that reviews and deploys each environment with its roles', async () => {
  const folder = temporary.folder('gitlab');
  const flags: InitFlags = {
    ...WHERE,
    vendor: 'worqhat',
    environments: 'prod,test',
    account: ['prod=111111111111', 'test=222222222222'],
    ci: 'gitlab',
    repository: 'acme/recordings',
  };
  const { created } = await init(folder, flags);
  expect(created).toContain('.gitlab-ci.yml');
  expect(created.filter((name) => name.startsWith('.github'))).toEqual([]);
  const pipeline = parse(read(folder, '.gitlab-ci.yml')) as Readonly<Record<string, object>>;
  expect(Object.keys(pipeline)).toEqual([
    'stages',
    'default',
    'variables',
    ...['prod', 'test'].flatMap((name) => [`review-${name}`, `deploy-${name}`]),
  ]);
  expect(pipeline['deploy-test']).toMatchObject({
    environment: { name: 'test' },
    variables: {
      AWS_ROLE_ARN: 'arn:aws:iam::222222222222:role/callvault-deploy-test',
      AWS_REGION: 'eu-central-1',
    },
  });
  // callvault itself refuses anchors and aliases.
  expect(read(folder, '.gitlab-ci.yml')).not.toMatch(/: [&*]\w/);
  expect(pipeline['review-prod']).toMatchObject({
    variables: { AWS_ROLE_ARN: 'arn:aws:iam::111111111111:role/callvault-plan-prod' },
  });
});

test('the environments of a project on GitLab accept the tokens that its pipeline asks for', async () => {
  const folder = temporary.folder('gitlab-oidc');
  const flags: InitFlags = {
    ...WHERE,
    vendor: 'worqhat',
    environments: 'prod,test',
    state: 'cloud',
    organization: 'acme',
    ci: 'gitlab',
    repository: 'acme/calls/recordings',
    issuer: 'https://gitlab.acme.example',
  };
  await init(folder, flags);
  const [prod, staging] = loadEnvironments(readExisting(folder)).environments;
  const branch = 'project_path:acme/calls/recordings:ref_type:branch:ref';
  const oidc = {
    issuer: 'https://gitlab.acme.example',
    audience: 'https://gitlab.acme.example',
    subjects: { plan: [`${branch}:*`], deploy: [`${branch}:main`] },
  };
  expect([prod?.ci, staging?.ci]).toEqual([{ oidc }, { oidc, createProvider: false }]);
  const pipeline = parse(read(folder, '.gitlab-ci.yml')) as Readonly<Record<string, object>>;
  expect(pipeline['review-test']).toMatchObject({
    id_tokens: { CALLVAULT_ID_TOKEN: { aud: 'https://gitlab.acme.example' } },
  });
});

test.each([
  ['github', { repository: 'acme/recordings' }],
  [
    'gitlab',
    {
      oidc: {
        issuer: 'https://gitlab.com',
        audience: 'https://gitlab.com',
        subjects: {
          plan: ['project_path:acme/recordings:ref_type:branch:ref:*'],
          deploy: ['project_path:acme/recordings:ref_type:branch:ref:main'],
        },
      },
    },
  ],
])(
  'with state in S3, ci of %s is written as a comment for after bootstrap',
  async (ci, settings) => {
    const folder = temporary.folder(`commented-${ci}`);
    await init(folder, { ...WHERE, vendor: 'worqhat', ci, repository: 'acme/recordings' });
    const [, after = ''] = read(folder, 'environments/prod.yaml').split(
      '# Remove the # of these lines after npx callvault bootstrap prod:\n',
    );
    const [commented = ''] = after.split('\n\n');
    expect(parse(commented.replaceAll(/^# /gm, ''))).toEqual({ ci: settings });
  },
);

test('a project on GitLab needs to be named', async () => {
  const folder = path.join(temporary.path, 'unnamed');
  const flags: InitFlags = { ...WHERE, vendor: 'worqhat', ci: 'gitlab' };
  await expect(init(folder, flags)).rejects.toThrow('--repository <owner/name> is missing');
});

test.each([
  [{ ci: 'github', repository: 'recordings' }, ['ci-repository']],
  [{ ci: 'gitlab', repository: 'recordings' }, ['ci-oidc-subject']],
  [
    { ci: 'gitlab', repository: 'recordings', issuer: 'gitlab.acme.example' },
    ['ci-oidc-issuer', 'ci-oidc-subject'],
  ],
])('a repository or issuer that no token can have is refused: %j', async (flags, rules) => {
  const folder = path.join(temporary.path, 'no-such-token');
  const refused = init(folder, { ...WHERE, vendor: 'worqhat', ...flags });
  const error = await refused.catch((thrown: unknown) => thrown);
  expect((error as RefusedError).problems.map(({ rule }) => rule)).toEqual(rules);
  expect(fs.existsSync(folder)).toBe(false);
});

test('a pipeline for GitLab that is added later has the environments that exist', async () => {
  const folder = temporary.folder('gitlab-later');
  await init(folder, { ...WHERE, vendor: 'worqhat', environments: 'eu' });
  const { created } = await init(folder, { ci: 'gitlab' });
  expect(created).toEqual(['.gitlab-ci.yml']);
  expect(read(folder, '.gitlab-ci.yml')).toContain('deploy-eu:');
});

interface PackageFile {
  readonly devDependencies: Readonly<Record<string, string>>;
}

test('a second time it keeps everything, without any answer', async () => {
  const folder = temporary.folder('again');
  await init(folder, { ...WHERE, vendor: 'worqhat' });
  const { created, changed } = await init(folder, {});
  expect({ created, changed }).toEqual({ created: [], changed: [] });
});

test('an existing project gets what is missing, and nothing that it has is changed', async () => {
  const folder = temporary.folder('existing');
  const own = { name: 'own', type: 'module', dependencies: { left: '1.0.0' } };
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify(own));
  fs.writeFileSync(path.join(folder, '.gitignore'), 'node_modules/\nsecret');
  fs.writeFileSync(path.join(folder, 'README.md'), 'Ours.\n');
  const { created, changed, kept } = await init(folder, { ...WHERE, vendor: 'worqhat' });
  expect({ created, changed, kept }).toEqual({
    created: ['environments/prod.yaml', 'main.ts', 'cdktf.json'],
    changed: ['.gitignore', 'package.json'],
    kept: ['README.md'],
  });
  expect(JSON.parse(read(folder, 'package.json'))).toEqual({
    ...own,
    devDependencies: { callvault: '0.1.0' },
  });
  expect(read(folder, '.gitignore')).toMatch(/^node_modules\/\nsecret\ncdktf.out\/\n/);
});

test('a local AWS needs no account and no region, and its environment is throw-away', async () => {
  const folder = temporary.folder('local');
  await init(folder, { vendor: 'twilio', retention: '30', localAws: true });
  const [local] = loadEnvironments(readExisting(folder)).environments;
  expect(local).toMatchObject({
    name: 'local',
    type: 'throw-away',
    localAws: { endpoint: 'http://127.0.0.1:4566' },
  });
});

test('every answer that is missing is named, and nothing is written', async () => {
  const folder = path.join(temporary.path, 'missing');
  const refused = await init(folder, { vendor: 'daily' }).catch((error: unknown) => error);
  expect(
    (refused as RefusedError).problems.map(({ what }) => what.split(' is missing')[0]),
  ).toEqual(['--retention <days>', '--set domain=<value>', '--account <id>', '--region <region>']);
  expect(fs.existsSync(folder)).toBe(false);
});

test('nothing is written if the files would not be valid', async () => {
  const folder = path.join(temporary.path, 'invalid');
  const flags = { ...WHERE, vendor: 'worqhat', account: ['12'] } as const;
  await expect(init(folder, flags)).rejects.toThrow('"12" is not a valid account id');
  expect(fs.existsSync(folder)).toBe(false);
});

test('without options it asks, and an answer that is given is not asked for', async () => {
  const asked: string[] = [];
  const answers: Readonly<Record<string, string>> = {
    '--vendor <vendor>': 'daily',
    '--retention <days>': '24 months',
    '--set domain=<value>': 'acme',
    '--account <id>': '111111111111',
  };
  const folder = temporary.folder('asked');
  await init(folder, { region: 'eu-west-1' }, ({ option, initial }) => {
    asked.push(option);
    return Promise.resolve(answers[option] ?? initial);
  });
  expect(asked).toEqual([
    '--name <name>',
    '--environments <names>',
    '--vendor <vendor>',
    '--retention <days>',
    '--set domain=<value>',
    '--account <id>',
    '--state <backend>',
    '--ci <ci>',
  ]);
  expect(read(folder, 'environments/prod.yaml')).toContain('domain: acme');
});

test('a setting is asked for in each environment, and the previous answer is suggested', async () => {
  const asked: string[] = [];
  const folder = temporary.folder('asked-twice');
  const flags: InitFlags = { ...WHERE, vendor: 'vonage', environments: 'prod,staging' };
  await init(folder, flags, ({ option, text, initial }) => {
    if (option.startsWith('--set')) asked.push(`${text.split(':')[0] ?? ''} [${initial ?? ''}]`);
    return Promise.resolve(option.startsWith('--set') ? `4582806${asked.length}` : initial);
  });
  expect(asked).toEqual(['project of prod []', 'project of staging [45828061]']);
  expect(read(folder, 'environments/prod.yaml')).toContain(`project: '45828061'`);
  expect(read(folder, 'environments/staging.yaml')).toContain(`project: '45828062'`);
});

test.each([
  [{ set: ['test.project=45828062'] }, '--set project is for test, which is not one of'],
  [{ account: ['test=222222222222'] }, '--account is for test, which is not one of'],
])('an option for an environment that does not exist is refused: %j', async (flags, what) => {
  const folder = path.join(temporary.path, 'unknown-environment');
  const all: InitFlags = { ...WHERE, vendor: 'vonage', set: ['project=45828061'], ...flags };
  await expect(init(folder, all)).rejects.toThrow(what);
});
