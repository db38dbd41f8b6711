import { type Problem, refuse } from '../../core/problem';
import { checkGithubTrust } from '../../modules/github-trust';
import { checkOidcTrust } from '../../modules/oidc-trust';
import type { Answers } from './questions';
import { checkName, describeStores, type NewStores, splitAt, type StoreFlags } from './store';

/** Options of `callvault init`. */
export interface InitFlags extends StoreFlags {
  readonly name?: string;
  readonly account?: readonly string[];
  readonly region?: string;
  readonly environments?: string;
  readonly state?: string;
  readonly organization?: string;
  readonly ci?: string;
  readonly repository?: string;
  readonly issuer?: string;
  readonly localAws?: string | true;
  readonly cdktf?: boolean;
}

/** An environment of a new project. */
export interface NewEnvironment {
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly type: string;
  readonly localAws?: { readonly endpoint: string } | undefined;
  readonly state: Readonly<Record<string, string>>;
}

/** A new project. */
export interface NewProject {
  /** The beginning of the names of its buckets. */
  readonly name: string;
  readonly environments: readonly NewEnvironment[];
  /** The settings of the first store in each environment, without its bucket. */
  readonly stores: NewStores;
  /** Whose workflows plan and deploy: `github`, `gitlab` or `none`. */
  readonly ci: string;
  /** What the environments have as `ci`. @default - nothing */
  readonly ciSettings?: Readonly<Record<string, unknown>> | undefined;
  /** Whether CDKTF's own commands are installed. */
  readonly cdktf: boolean;
}

const LOCAL_AWS = 'http://127.0.0.1:4566';

/** Account of the local AWS. */
const LOCAL_ACCOUNT = '123456789012';

/**
 * Finds out what the project will be: from the options, and by asking. A project that has environment files gets no
 * other ones, unless a vendor is given.
 *
 * @throws RefusedError for missing answers
 */
export async function describeProject(
  flags: InitFlags,
  answers: Answers,
  { folderName, hasEnvironments }: { folderName: string; hasEnvironments: boolean },
): Promise<NewProject> {
  const name = await answers.to(
    {
      option: '--name <name>',
      text: 'Beginning of the names of buckets, which are unique in all of AWS',
      initial:
        folderName
          .toLowerCase()
          .replaceAll(/[^a-z0-9]+/g, '-')
          .replaceAll(/^-+|-+$/g, '') || 'acme',
    },
    flags.name,
  );
  const isComplete = hasEnvironments && flags.vendor === undefined;
  const content = isComplete
    ? { stores: {}, environments: [] }
    : await describeContent(flags, answers, name);
  const ci = await answers.to(
    {
      option: '--ci <ci>',
      text: 'Workflows that plan and deploy',
      choices: ['github', 'gitlab', 'none'],
      initial: 'none',
    },
    flags.localAws === undefined ? flags.ci : 'none',
  );
  // Existing environment files stay as they are, and GitLab's pipeline needs nothing besides.
  const needsSettings = ci === 'github' || (ci === 'gitlab' && !isComplete);
  const ciSettings = needsSettings ? await describeCi(ci, flags, answers) : undefined;
  answers.finish();
  return { name, ...content, ci, ciSettings, cdktf: flags.cdktf ?? false };
}

async function describeContent(flags: InitFlags, answers: Answers, name: string) {
  const names = await describeNames(flags, answers);
  const stores = await describeStores(flags, answers, names);
  return { stores, environments: await describeWhere(flags, answers, { name, names }) };
}

async function describeCi(ci: string, flags: InitFlags, answers: Answers) {
  const option = '--repository <owner/name>';
  const text =
    ci === 'github' ? 'GitHub repository, as owner/name' : 'GitLab project, as group/name';
  const repository = await answers.to({ option, text }, flags.repository);
  if (ci === 'github') {
    refuseNames(repository, checkGithubTrust({ repository, environment: 'prod', branch: 'main' }));
    return { repository };
  }
  const issuer = await answers.to(
    { option: '--issuer <url>', text: 'Address of GitLab', initial: 'https://gitlab.com' },
    flags.issuer,
  );
  const oidc = gitlabTokens(repository, issuer);
  refuseNames(repository, checkOidcTrust(oidc));
  return { oidc };
}

/** With state in S3 they are in a comment until after bootstrap, which no rule reads. */
function refuseNames(repository: string, problems: readonly Problem[]): void {
  const errors = problems.filter(
    ({ rule, warning }, at) => !warning && problems.findIndex((each) => each.rule === rule) === at,
  );
  // One that is missing is refused with all other answers that are.
  if (repository !== '') refuse(errors.map((problem) => ({ ...problem, path: [] })));
}

/**
 * The tokens of a project's jobs: pipelines of merge requests run for any branch, deployments for one.
 *
 * @see GitLab Docs, "OpenID Connect (OIDC) Authentication Using ID Tokens", "Token payload"
 */
function gitlabTokens(project: string, issuer: string) {
  const branch = `project_path:${project}:ref_type:branch:ref`;
  return {
    issuer,
    audience: issuer,
    subjects: { plan: [`${branch}:*`], deploy: [`${branch}:main`] },
  };
}

async function describeNames(flags: InitFlags, answers: Answers): Promise<string[]> {
  if (flags.localAws !== undefined) return ['local'];
  const list = await answers.to(
    { option: '--environments <names>', text: 'Environments, comma-separated', initial: 'prod' },
    flags.environments,
  );
  return [...new Set(list.split(',').map((each) => each.trim()))];
}

async function describeWhere(
  flags: InitFlags,
  answers: Answers,
  { name: project, names }: { name: string; names: readonly string[] },
): Promise<NewEnvironment[]> {
  if (flags.localAws !== undefined) return [localEnvironment(flags.localAws)];
  const accounts = new Map((flags.account ?? []).map((each) => splitAt(each)));
  refuse([...accounts.keys()].flatMap((name) => checkName({ name, names, option: '--account' })));
  const environments: { name: string; account: string }[] = [];
  for (const name of names) {
    const account = await answers.to(
      { option: '--account <id>', text: `AWS account of ${name}, 12 digits` },
      accounts.get(name) ?? accounts.get(''),
    );
    environments.push({ name, account });
  }
  const region = await answers.to(
    { option: '--region <region>', text: 'AWS region, for example eu-central-1' },
    flags.region,
  );
  const stateOf = await describeState(flags, answers, project);
  return environments.map(({ name, account }) => ({
    name,
    account,
    region,
    type: /^(?:prod|live)/.test(name) ? 'production' : 'non-production',
    state: stateOf(name),
  }));
}

async function describeState(flags: InitFlags, answers: Answers, project: string) {
  const backend = await answers.to(
    {
      option: '--state <backend>',
      text: 'Terraform state: in S3, or in Terraform Cloud',
      choices: ['s3', 'cloud'],
      initial: 's3',
    },
    flags.state,
  );
  if (backend === 's3') {
    return (environment: string) => ({
      backend,
      bucket: `${project}-terraform-state-${environment}`,
    });
  }
  const organization = await answers.to(
    { option: '--organization <name>', text: 'Organization in Terraform Cloud' },
    flags.organization,
  );
  return () => ({ backend, organization });
}

function localEnvironment(endpoint: string | true): NewEnvironment {
  return {
    name: 'local',
    account: LOCAL_ACCOUNT,
    region: 'us-east-1',
    type: 'throw-away',
    localAws: { endpoint: endpoint === true ? LOCAL_AWS : endpoint },
    state: { backend: 'local' },
  };
}
