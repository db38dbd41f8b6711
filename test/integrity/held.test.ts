import type { DiscrepancyKind } from '../../integrity/discrepancy';
import { Findings } from '../../integrity/findings';
import { heldKeyFolder, withoutHeld } from '../../integrity/held';
import type { RunStore } from '../../integrity/run-store';
import { memoryRunStore } from './memory-run-store';

function resultOf(...all: readonly (readonly [DiscrepancyKind, string])[]) {
  const findings = new Findings();
  for (const [kind, key] of all) findings.add({ kind, key });
  return findings.toResult('2026-11-20', { objects: all.length });
}

/** A bucket of reports with a register, which counts its lists. */
function registerOf(cases: readonly string[], held: readonly string[]) {
  const files = new Map([
    ...cases.map((name) => [`holds/cases/${name}.json`, '{}'] as const),
    ...held.map((key) => [`holds/${heldKeyFolder('recordings', key)}v1/smith`, ''] as const),
  ]);
  const store = memoryRunStore(files);
  const asked: string[] = [];
  const reports: RunStore = {
    ...store,
    list: (folder) => {
      asked.push(folder);
      return store.list(folder);
    },
  };
  return { reports, asked };
}

const RESULT = resultOf(['orphan', 'a.wav'], ['orphan', 'b.wav'], ['missing', 'a.wav']);

test('an object without a recording is not reported if a case holds it', async () => {
  const { reports } = registerOf(['smith'], ['a.wav']);
  expect(await withoutHeld([RESULT], reports)).toEqual([
    {
      ...RESULT,
      counts: { orphan: 1, missing: 1 },
      discrepancies: [RESULT.discrepancies[1], RESULT.discrepancies[2]],
    },
  ]);
});

test('without cases or without such objects, the register is not read', async () => {
  const none = registerOf([], ['a.wav']);
  expect(await withoutHeld([RESULT], none.reports)).toEqual([RESULT]);
  expect(none.asked).toEqual(['holds/cases/']);
  const missing = resultOf(['missing', 'a.wav']);
  const { reports, asked } = registerOf(['smith'], ['a.wav']);
  expect(await withoutHeld([missing], reports)).toEqual([missing]);
  expect(asked).toEqual([]);
});

test('a case that holds the copy in the replica only does not hold the recording', async () => {
  const { reports } = registerOf(['smith'], []);
  await reports.write(`holds/${heldKeyFolder('replica', 'a.wav')}v1/smith`, '');
  expect(await withoutHeld([RESULT], reports)).toEqual([RESULT]);
});

test.each([
  ['NoSuchBucket', true],
  ['AccessDenied', false],
])('a register that answers %s counts as empty: %s', async (name, isEmpty) => {
  const { reports } = registerOf([], []);
  const error = Object.assign(new Error(name), { name });
  const answer = withoutHeld([RESULT], { ...reports, list: () => Promise.reject(error) });
  await (isEmpty ? expect(answer).resolves.toEqual([RESULT]) : expect(answer).rejects.toBe(error));
});
