import { type LocalAws, startLocalAws } from '../../dev/local-aws';
import { readPending } from '../../dev/release/changesets';
import { lossesOf, planGolden, readGolden } from '../../dev/release/golden';

jest.setTimeout(180_000);

let aws: LocalAws;
beforeAll(async () => {
  aws = await startLocalAws({ sharedProvider: true });
});
afterAll(() => aws.stop());

test('an unchanged environment of the last release loses nothing, unless the next version is a major one', async () => {
  const plans = await planGolden(aws, readGolden());
  expect(plans.map(({ source }) => source)).toEqual([
    'state-prod',
    'ci-prod',
    'calls-prod',
    'meetings-prod',
  ]);
  const losses = readPending().includes('major') ? [] : lossesOf(plans);
  expect(losses).toEqual([]);
});

test('a resource with another address, and one with another fixed attribute, are losses', async () => {
  const { version, states } = readGolden();
  const golden = { version, states: { 'ci-prod': states['ci-prod'] } };
  const plans = await planGolden(aws, golden, ({ resource }) => {
    const { aws_iam_role_policy_attachment: attachments = {}, aws_iam_role: roles = {} } = resource;
    for (const role of Object.values(roles)) role.name = `${String(role.name)}-2`;
    const [[, first] = ['', {}], ...others] = Object.entries(attachments);
    resource.aws_iam_role_policy_attachment = { Renamed: first, ...Object.fromEntries(others) };
  });
  const losses = lossesOf(plans).map((loss) => loss.replace(/_[0-9A-F]{8}/, ''));
  expect(losses.sort()).toEqual([
    'ci-prod aws_iam_role.Ci_Deploy_Role replace',
    'ci-prod aws_iam_role.Ci_Plan_Role replace',
    'ci-prod aws_iam_role_policy.Ci_Deploy_Policy replace',
    'ci-prod aws_iam_role_policy.Ci_Plan_Policy replace',
    'ci-prod aws_iam_role_policy_attachment.Ci_Deploy_DeployChanges delete',
    'ci-prod aws_iam_role_policy_attachment.Ci_Deploy_DeployReads replace',
  ]);
});
