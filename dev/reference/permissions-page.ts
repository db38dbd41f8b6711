import { GENERATED } from './markdown';
import {
  boundaryPolicy,
  DEPLOYER_ARN,
  deployerPolicies,
  type ExamplePolicy,
  statePolicy,
} from './permissions';

const INTRO = `# AWS permissions of the people and roles that deploy

What the principal needs that runs \`callvault bootstrap\`, and the role that \`deployer.roleArn\` names. ${GENERATED}
An IAM engine decides in a test that the policies allow what the commands and Terraform call, and refuse what is next to it;
the calls of \`bootstrap\` are those that it makes to the local AWS. No test runs the commands in AWS with these policies alone.

The policies are those of an environment file \`prod.yaml\` with the account \`111111111111\` and the region \`eu-central-1\`, whose
state bucket is \`acme-callvault-state\` and whose buckets begin with \`acme-recordings-\`. Replace these, and \`prod\`, with
yours. Names of roles, keys, secrets and functions follow from the environment's name, unless a store has a
\`principalName\`: add its role or user then. The partition is \`aws\`.

| who | needs |
| --- | --- |
| the principal that runs \`bootstrap\` | the policy for the state |
| the deployer: \`deploy\`, \`connect\`, \`rotate\`, \`disconnect\`, \`doctor\`, \`retire\` | the policy for the state, and the three policies for stores |
| people who use the deployer | \`sts:AssumeRole\` for its ARN |
| the principal that deploys \`ci-<environment>\` | an administrator: the stack sets the policies of the roles that deploy |
| workflows | the two roles of \`ci\`, which callvault creates: see [ci.md](../ci.md) |

If the file has a \`deployer\`, every command assumes it, \`bootstrap\` included. Your own credentials then need only this:
`;

const STATE = `
## The state

For \`bootstrap\`, and for the deployer. It creates and configures the state bucket, its log bucket and its key, and reads and writes
the states of the environment. It destroys nothing. If the file has \`administrators\`, list the principal that bootstraps there:
the bucket denies changes of its lifecycle and versioning to all others.
`;

const STORES = `
## Stores

Three policies for the deployer, because one has no room for all. They deploy and destroy the stores of the environment, hand
over the access keys of vendors' users, and read what \`doctor\` examines. They do not read recordings, which the key's
policy would refuse as well. \`doctor\` writes test objects with the access key of the vendor's user, not as the deployer.
Roles and users are created with the permissions boundary only, and the deployer cannot change itself, its policies or
roles of other environments. Create the boundary below as a policy, and name it in the environment file:

\`\`\`yaml
deployer:
  roleArn: ${DEPLOYER_ARN}
administrators:
  - ${DEPLOYER_ARN}
  - arn:aws:iam::111111111111:role/break-glass
permissionsBoundary: arn:aws:iam::111111111111:policy/${boundaryPolicy().name}
\`\`\`

The deployer creates roles with policies of its choice within the boundary, so that its approval is a review of plans: see
[what the roles cannot prevent](../ci.md#the-two-roles). \`find\`, \`restore\`, \`hold\`, \`erase\`, \`check\` and \`migrate\` use your own
credentials, which must be those of one of the store's \`readers\` where they read recordings.
`;

const BOUNDARY = `
## The permissions boundary

It allows nothing by itself: a role may do what its own policy and the boundary both allow.
`;

/** `docs/reference/permissions.md`. */
export function renderPermissions(): string {
  return [
    INTRO,
    json({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: DEPLOYER_ARN }],
    }),
    STATE,
    renderExample(statePolicy()),
    STORES,
    ...deployerPolicies().map(renderExample),
    BOUNDARY,
    renderExample(boundaryPolicy()),
  ].join('\n');
}

function renderExample({ name, statements }: ExamplePolicy): string {
  return `\`${name}\`:\n\n${json({ Version: '2012-10-17', Statement: statements })}`;
}

const json = (policy: object) => `\`\`\`json\n${JSON.stringify(policy, null, 2)}\n\`\`\`\n`;
