import { parse } from 'yaml';
import type { Answers } from './questions';
import { STARTER_VENDORS, starterOf, type StarterVendor } from './starter';

/** Options of `callvault init`. */
export interface InitFlags {
  readonly name?: string;
  readonly vendor?: StarterVendor;
  readonly account?: readonly string[];
  readonly region?: string;
  readonly environments?: string;
  readonly state?: string;
  readonly organization?: string;
  readonly retention?: string;
  readonly set?: readonly string[];
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
  /** The settings of the first store, without its bucket. */
  readonly store: Readonly<Record<string, unknown>>;
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
  const store = isComplete ? {} : await describeStore(flags, answers);
  const environments = isComplete ? [] : await describeWhere(flags, answers, name);
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
  return { name, environments, store, ci, ciSettings, cdktf: flags.cdktf ?? false };
}

async function describeCi(ci: string, flags: InitFlags, answers: Answers) {
  const option = '--repository <owner/name>';
  const text =
    ci === 'github' ? 'GitHub repository, as owner/name' : 'GitLab project, as group/name';
  const repository = await answers.to({ option, text }, flags.repository);
  if (ci === 'github') return { repository };
  const issuer = await answers.to(
    { option: '--issuer <url>', text: 'Address of GitLab', initial: 'https://gitlab.com' },
    flags.issuer,
  );
  return { oidc: gitlabTokens(repository, issuer) };
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

async function describeWhere(flags: InitFlags, answers: Answers, project: string) {
  return flags.localAws === undefined
    ? describeEnvironments(flags, answers, project)
    : [localEnvironment(flags.localAws)];
}

async function describeStore(flags: InitFlags, answers: Answers) {
  const vendor = await answers.to(
    { option: '--vendor <vendor>', text: 'Vendor that records', choices: STARTER_VENDORS },
    flags.vendor,
  );
  const days = await answers.to(
    { option: '--retention <days>', text: 'Retention: days, or for example "24 months"' },
    flags.retention,
  );
  const given = new Map((flags.set ?? []).map((each) => splitAt(each)));
  const settings: Record<string, unknown> = { vendor };
  if (STARTER_VENDORS.some((each) => each === vendor)) {
    const { required, suggested } = starterOf(vendor as StarterVendor);
    for (const { key, description, initial } of required) {
      const question = { option: `--set ${key}=<value>`, text: `${key}: ${description}`, initial };
      given.set(key, await answers.to(question, given.get(key)));
    }
    Object.assign(settings, suggested);
  }
  for (const [key, value] of given) settings[key] = valueOf(value);
  settings.retention = { days: valueOf(days) };
  return settings;
}

async function describeEnvironments(flags: InitFlags, answers: Answers, project: string) {
  const list = await answers.to(
    { option: '--environments <names>', text: 'Environments, comma-separated', initial: 'prod' },
    flags.environments,
  );
  const names = list.split(',').map((each) => each.trim());
  const accounts = new Map((flags.account ?? []).map((each) => splitAt(each)));
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

/** `prod=1` as a key and a value; without a key it is empty. */
function splitAt(text: string): readonly [key: string, value: string] {
  const at = text.indexOf('=');
  return [text.slice(0, Math.max(at, 0)), text.slice(at + 1)];
}

/** Numbers and booleans as YAML reads them, and digits with a leading zero, or many of them, as texts. */
function valueOf(text: string): unknown {
  return /^\d{7,}$/.test(text) ? text : (parse(text) as unknown);
}
