import { stringify } from 'yaml';
import { type Environment, ciRoleNames } from '../../config/environment';
import { principalArn } from '../../core/arn';
import type { NewFile } from './files';

/** Version of Terraform that jobs install. */
const TERRAFORM = '1.11.4';

const RULES = {
  review: [{ if: '$CI_PIPELINE_SOURCE == "merge_request_event"' }],
  deploy: [{ if: '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH', when: 'manual' }],
};

/** Installs what callvault needs, and gets credentials of the job's role with its OIDC token. */
const PREPARE = `npm ci --ignore-scripts
archive=terraform_${TERRAFORM}_linux_amd64.zip
releases=https://releases.hashicorp.com/terraform/${TERRAFORM}
curl -fsSO "$releases/$archive" -fsSO "$releases/terraform_${TERRAFORM}_SHA256SUMS"
grep " $archive\\$" terraform_${TERRAFORM}_SHA256SUMS | sha256sum --check --strict
unzip -qo "$archive" terraform -d /usr/local/bin && rm "$archive" terraform_${TERRAFORM}_SHA256SUMS
export AWS_WEB_IDENTITY_TOKEN_FILE=$(mktemp)
printf %s "$CALLVAULT_ID_TOKEN" > "$AWS_WEB_IDENTITY_TOKEN_FILE"
`;

const REVIEW = `code=0
npx callvault plan "$ENVIRONMENT" --base "$CI_MERGE_REQUEST_DIFF_BASE_SHA" --changed --no-lock --detailed-exitcode --out plans || code=$?
if [ ! -f plans/manifest.json ]; then exit "$code"; fi
stopped=0
npx callvault review plans --fail-on "$CALLVAULT_FAIL_ON" --format markdown=review.md --format gitlab=code-quality.json --format junit=junit.xml || stopped=$?
if [ ! -f review.md ]; then exit "$stopped"; fi
npx callvault post comment review.md --marker "callvault-review-$ENVIRONMENT"
if [ "$stopped" = 0 ] && [ "$code" != 6 ]; then exit "$code"; fi
exit "$stopped"
`;

const DEPLOY = `base=$(git rev-parse 'HEAD^1')
printed=$(mktemp)
code=0
npx callvault plan "$ENVIRONMENT" --base "$base" --detailed-exitcode --out plans | tee "$printed" || code=$?
if [ "$code" != 6 ]; then exit "$code"; fi
npx callvault apply plans --base "$base" --digest "$(grep --only-matching --max-count=1 'sha256:[0-9a-f]\\{64\\}' "$printed")"
rm -rf plans
`;

/**
 * The pipeline of GitLab CI/CD: it plans and reviews each environment in a merge request, and deploys after the merge,
 * by hand.
 *
 * @see GitLab Docs, "CI/CD YAML syntax reference"; "Configure OpenID Connect in AWS to retrieve temporary credentials"
 */
export function renderGitlabPipeline(environments: readonly Environment[]): NewFile {
  const jobs = environments.flatMap((environment) => [
    [`review-${environment.name}`, reviewJob(environment)],
    [`deploy-${environment.name}`, deployJob(environment)],
  ]);
  const pipeline = {
    stages: ['review', 'deploy'],
    default: {
      image: 'node:24-bookworm',
      before_script: [PREPARE],
    },
    variables: {
      GIT_DEPTH: '0',
      CALLVAULT_FAIL_ON: 'data-loss,writes-stop,access,unwatched',
      CHECKPOINT_DISABLE: '1',
    },
    ...(Object.fromEntries(jobs) as object),
  };
  // Without anchors, which a reader would have to look up.
  const style = { singleQuote: true, lineWidth: 0, aliasDuplicateObjects: false };
  const text = stringify(pipeline, style);
  return { name: '.gitlab-ci.yml', text: `${HEAD}${text}` };
}

const HEAD = `# Reviews each environment in merge requests, and deploys after the merge: see docs/recipes.md of callvault.
# GITLAB_TOKEN, a masked variable of the project, lets the review comment.
`;

/** The audience is that of the identity provider. */
const tokensOf = ({ ci }: Environment) => ({
  CALLVAULT_ID_TOKEN: { aud: ci?.oidc?.audience ?? '$CI_SERVER_URL' },
});

const reviewJob = (environment: Environment) => ({
  stage: 'review',
  rules: RULES.review,
  id_tokens: tokensOf(environment),
  variables: variablesOf(environment, 'plan'),
  script: [REVIEW],
  artifacts: {
    when: 'always',
    expire_in: '1 week',
    paths: ['review.md'],
    reports: { codequality: 'code-quality.json', junit: 'junit.xml' },
  },
});

const deployJob = (environment: Environment) => ({
  stage: 'deploy',
  rules: RULES.deploy,
  id_tokens: tokensOf(environment),
  environment: { name: environment.name },
  resource_group: environment.name,
  variables: variablesOf(environment, 'deploy'),
  script: [DEPLOY],
});

function variablesOf(environment: Environment, use: 'plan' | 'deploy') {
  const role = principalArn(environment, 'role', ciRoleNames(environment)[use]);
  return { ENVIRONMENT: environment.name, AWS_REGION: environment.region, AWS_ROLE_ARN: role };
}
