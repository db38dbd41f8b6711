import { type Finding, FINDINGS } from '../finding';
import type { ReviewReport, StackReport } from '../report';
import { stops } from '../report';
import { plainText } from '../sentence';

/** The report for machines. Values of the plan stand in it as they are; JSON needs no more care. */
export function renderJson(report: ReviewReport): string {
  const { stacks, failOn, stopped, notes } = report;
  return JSON.stringify(
    {
      ...{ stopped, failOn },
      stacks: stacks.map((each) => ofStack(each, report)),
      notes: notes.map(plainText),
    },
    null,
    2,
  );
}

const ofFinding = ({ id, address, what }: Finding) => ({
  ...{ id, category: FINDINGS[id], address, what: plainText(what) },
});

function ofStack(stack: StackReport, { failOn }: ReviewReport): unknown {
  const brief = ({ address, type, actions }: StackReport['changes'][number]) => ({
    ...{ address, type, actions },
  });
  return {
    stack: stack.stack,
    findings: stack.findings.map((each) => ({
      ...ofFinding(each),
      stops: stops(each, failOn),
      ...(each.accepted && {
        accepted: { reason: each.accepted.reason, until: each.accepted.until },
      }),
    })),
    retention: stack.retention,
    changes: stack.changes.map(brief),
    drift: stack.drift.map((change) => ({
      ...brief(change),
      findings: stack.outside.filter((each) => each.address === change.address).map(ofFinding),
    })),
    unusedAcceptances: stack.unused.map(({ acceptance, expired }) => ({ ...acceptance, expired })),
  };
}
