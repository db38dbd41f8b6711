import { printable } from '../../core/printable';
import type { Diagnosis } from './doctor';
import type { DoctorFinding, Severity } from './finding';
import type { Attempt } from './test-object';

/** A diagnosis, for people. */
export function renderDiagnosis({ stack, findings, attempts, notes }: Diagnosis): string {
  return [
    sum(stack, findings),
    ...findings.map(renderFinding),
    ...(attempts.length === 0
      ? []
      : [['As the vendor:', ...attempts.map(renderAttempt)].join('\n')]),
    ...(notes.length === 0 ? [] : [notes.map(printable).join('\n')]),
  ].join('\n\n');
}

function sum(stack: string, findings: readonly DoctorFinding[]): string {
  const count = (severity: Severity) =>
    findings.filter((each) => each.severity === severity).length;
  const [broken, risk] = [count('broken'), count('risk')];
  if (broken + risk === 0) return `${stack}: nothing is wrong.`;
  const parts = [
    ...(broken > 0 ? [`${broken} that ${broken === 1 ? 'stops' : 'stop'} the vendor`] : []),
    ...(risk > 0 ? [`${risk} that ${risk === 1 ? 'does' : 'do'} not`] : []),
  ];
  return `${stack}: ${broken + risk} found, ${parts.join(', ')}.`;
}

function renderFinding({ id, link, severity, what, evidence, fix, guide }: DoctorFinding): string {
  return [
    `${severity.toUpperCase()} ${link}: ${id}`,
    `  ${printable(what)}.`,
    ...evidence.map((line) => `    ${printable(line)}`),
    `  ${printable(fix)}`,
    ...(guide === undefined ? [] : [`  See ${guide}; docs/doctor.md.`]),
  ].join('\n');
}

function renderAttempt({ does, expected, was, answer }: Attempt): string {
  const right = expected === was ? 'as it should be' : `should be ${expected}`;
  const why = answer === undefined || expected === was ? '' : `: ${printable(answer)}`;
  return `  ${does}: ${was}, ${right}${why}`;
}
