import { plansOf } from '../../../cli/difference/plan-of';
import { reportOn } from '../../../review/report';
import { synthesize } from '../../../synth/synthesize';
import { BASE } from './base';
import { environmentsOf } from '../../environments';

const synthesized = (text: string) =>
  synthesize({ environments: environmentsOf([{ file: 'environments/prod.yaml', text }]) });
const before = synthesized(BASE);

/** What the review finds in a change of the file, by stack. */
function found(from: string, to: string): string[] {
  if (!BASE.includes(from)) throw new Error(`${from} is not in the file`);
  const plans = plansOf(before, synthesized(BASE.replace(from, to)));
  const { stacks } = reportOn(plans, { failOn: ['data-loss'], today: '2026-11-21' });
  return stacks.flatMap(({ stack, findings }) => findings.map(({ id }) => `${stack} ${id}`));
}

test('equal stacks have no plan', () => {
  expect(plansOf(before, before)).toEqual([]);
});

test.each([
  { from: 'days: 730', to: 'days: 729', finds: ['calls-prod expiry-shortened'] },
  { from: 'days: 730', to: 'days: 731', finds: ['calls-prod retention-extended'] },
  { from: 'name-of-role', to: 'name-of-another', finds: ['calls-prod principal-replaced'] },
  { from: '40de-944b', to: '40de-944c', finds: ['calls-prod external-id-changed'] },
  // Once for the role's policy and once for the bucket's: one range is removed, another one is added.
  {
    from: '203.0.113.0/24',
    to: '198.51.100.0/24',
    finds: ['removed', 'removed', 'widened', 'widened'].map((each) => `calls-prod cidr-${each}`),
  },
  {
    // Two buckets may be destroyed with what they hold, and their keys, and the lock on the path of recordings.
    from: 'type: production',
    to: 'type: throw-away',
    finds: [
      ...Array.from({ length: 5 }, () => 'calls-prod destroy-guard-removed'),
      ...Array.from({ length: 2 }, () => 'calls-prod force-destroy-on'),
      ...Array.from({ length: 2 }, () => 'calls-prod key-deletion-window-shortened'),
    ],
  },
  { from: 'tags: {}', to: 'tags: { team: calls }', finds: [] },
])('changing $from to $to gives the findings of a plan', ({ from, to, finds }) => {
  expect(found(from, to)).toEqual(finds);
});

test('a removed store has no plan, and a new one has no findings', () => {
  expect(plansOf(before, [])).toEqual([]);
  const [made] = plansOf([], before);
  expect(reportOn(made ? [made] : [], { today: '2026-11-21' }).stacks[0]?.findings).toEqual([]);
});
