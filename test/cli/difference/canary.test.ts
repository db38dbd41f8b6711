import { plansOf } from '../../../cli/difference/plan-of';
import { reportOn } from '../../../review/report';
import { plainText } from '../../../review/sentence';
import { synthesize } from '../../../synth/synthesize';
import { GOOD } from '../../config/base';
import { environmentsOf } from '../../environments';

const TRIED = GOOD.replace('integrity: {', 'canary: true\n    integrity: {');
const RETIRED = "retire: { since: '2026-11-20', reason: The contract has ended }";

const synthesized = (text: string) =>
  synthesize({
    environments: environmentsOf([{ file: 'prod.yaml', text }]),
    stacks: ['calls-prod'],
  });

/** What the review finds when the environment file of a store with a canary becomes another. */
function review(after: string) {
  const plans = plansOf(synthesized(TRIED), synthesized(after));
  const { stacks, stopped } = reportOn(plans, { failOn: ['writes-stop'], today: '2026-11-21' });
  return { findings: stacks.flatMap(({ findings }) => findings), stopped };
}

test('the review says what nothing reports any more without a canary, and that its credentials are destroyed', () => {
  const { findings, stopped } = review(GOOD);
  expect(findings.filter(({ accepted }) => accepted)).toEqual([]);
  const whats = findings.map(({ what }) => plainText(what));
  expect(whats).toContain(
    'The alarm calls-prod-arrivals-canary is removed: that the vendor can no longer write is noticed only once recordings are missed.',
  );
  const others = findings.filter(({ id }) => id !== 'monitoring-changed');
  expect(others.map(({ id, address }) => [id, address.split('_S')[0]])).toEqual([
    ['credential-destroyed', 'aws_secretsmanager_secret.VendorApi'],
  ]);
  expect(stopped).toBe(true);
});

test('retiring a store ends its canary, which needs no acceptance', () => {
  const { findings, stopped } = review(
    TRIED.replace('canary: true', `canary: true\n    ${RETIRED}`),
  );
  const open = findings.filter(({ accepted }) => !accepted);
  expect(open.map(({ id }) => id)).toEqual(['store-retired']);
  expect(findings.some(({ address }) => address.includes('.Canary_'))).toBe(true);
  expect(stopped).toBe(false);
});
