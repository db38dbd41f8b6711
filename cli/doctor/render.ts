import { printable } from '../../core/printable';
import type { Diagnosis, PrintedAttempt } from './doctor';
import type { DoctorFinding, Severity } from './finding';

/** A diagnosis as text. */
export function renderDiagnosis({ stack, findings, attempts, notes }: Diagnosis): string {
  return [
    summarize(stack, findings),
    ...findings.map(renderFinding),
    ...renderAttempts(
      'As the vendor:',
      attempts.filter(({ inPlace }) => !inPlace),
    ),
    ...renderAttempts(
      'With your credentials, because the vendor may not:',
      attempts.filter(({ inPlace }) => inPlace),
    ),
    ...(notes.length === 0 ? [] : [notes.map(printable).join('\n')]),
  ].join('\n\n');
}

function summarize(stack: string, findings: readonly DoctorFinding[]): string {
  const count = (severity: Severity) =>
    findings.filter((each) => each.severity === severity).length;
  const [broken, risk] = [count('broken'), count('risk')];
  if (broken + risk === 0) return `${stack}: no findings.`;
  const total = `${broken + risk} ${broken + risk === 1 ? 'finding' : 'findings'}`;
  const parts = [
    ...(broken > 0 ? [`${broken} ${broken === 1 ? 'blocks' : 'block'} the vendor`] : []),
    ...(risk > 0 ? [`${risk} ${risk === 1 ? 'does' : 'do'} not`] : []),
  ];
  return `${stack}: ${total}: ${risk > 0 && broken === 0 ? 'none blocks the vendor' : parts.join(', ')}.`;
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

function renderAttempts(heading: string, attempts: readonly PrintedAttempt[]): string[] {
  if (attempts.length === 0) return [];
  return [[heading, ...attempts.map(renderAttempt)].join('\n')];
}

function renderAttempt({ does, expected, was, answer }: PrintedAttempt): string {
  const right = expected === was ? 'as expected' : `expected ${expected}`;
  const why = answer === undefined || expected === was ? '' : `: ${printable(answer)}`;
  return `  ${does}: ${was}, ${right}${why}`;
}
