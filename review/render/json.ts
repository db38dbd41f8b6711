import { FINDINGS } from '../finding';
import type { Report, StackReport } from '../report';
import { stops } from '../report';
import { plainText } from '../sentence';

/** The report for machines. Values of the plan stand in it as they are; JSON needs no more care. */
export function renderJson(report: Report): string {
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

function ofStack(stack: StackReport, { failOn }: Report): unknown {
  const brief = ({ address, type, actions }: StackReport['changes'][number]) => ({
    ...{ address, type, actions },
  });
  return {
    stack: stack.stack,
    findings: stack.findings.map((each) => ({
      ...{ id: each.id, category: FINDINGS[each.id], address: each.address },
      ...{ what: plainText(each.what), stops: stops(each, failOn) },
      ...(each.accepted && {
        accepted: { reason: each.accepted.reason, until: each.accepted.until },
      }),
    })),
    retention: stack.retention,
    changes: stack.changes.map(brief),
    drift: stack.drift.map(brief),
    unusedAcceptances: stack.unused.map(({ acceptance, expired }) => ({ ...acceptance, expired })),
  };
}
