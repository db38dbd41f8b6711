import { categoryOf, type Finding, type FindingExample } from '../finding';
import type { Change } from '../plan';
import { type ReviewReport, type StackReport, stops } from '../report';
import { plainText } from '../sentence';

/** The report as data, with the values of the plan as they are. */
export function reportAsData(report: ReviewReport) {
  const { stacks, failOn, stopped, notes, unneeded } = report;
  return {
    stopped,
    failOn,
    stacks: stacks.map((stack) => stackJson(stack, failOn)),
    notes: notes.map(plainText),
    unneededAcceptances: unneeded.map(({ isNew: _, ...acceptance }) => acceptance),
  };
}

const findingJson = (finding: Finding) => ({
  id: finding.id,
  category: categoryOf(finding),
  address: finding.address,
  what: plainText(finding.what),
  ...(finding.example && { example: exampleJson(finding.example) }),
});

function exampleJson({ what, request: example }: FindingExample) {
  const text = { what: plainText(what) };
  if (!example) return text;
  const { request, change, context } = example;
  return {
    ...text,
    request: {
      now: change,
      principal: request.caller.name,
      ownPolicies: request.caller.own,
      action: request.action.name,
      resource: request.resource,
      context,
    },
  };
}

const changeJson = ({ address, type, actions }: Change) => ({ address, type, actions });

function stackJson(report: StackReport, failOn: ReviewReport['failOn']) {
  const { stack, findings, retention, changes, drift, driftFindings, unusedAcceptances } = report;
  return {
    stack,
    findings: findings.map((each) => ({
      ...findingJson(each),
      stops: stops(each, failOn),
      ...(each.accepted && {
        accepted: {
          reason: each.accepted.reason,
          until: each.accepted.until,
          byThisChange: each.accepted.isNew === true,
        },
      }),
    })),
    retention,
    changes: changes.map(changeJson),
    drift: drift.map((change) => ({
      ...changeJson(change),
      findings: driftFindings.filter(({ address }) => address === change.address).map(findingJson),
    })),
    unusedAcceptances: unusedAcceptances.map(({ acceptance, expired }) => ({
      ...acceptance,
      expired,
    })),
  };
}
