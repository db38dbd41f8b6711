import { type ReviewReport } from '../report';
import { fingerprintsOf, NO_PLACE, type ResultContext, textWithAddress } from './result-context';
import { resultsOf } from './results';

const SEVERITIES = { error: 'critical', warning: 'major', note: 'info' } as const;

/**
 * The report for GitLab's code quality widget.
 *
 * @see GitLab Docs, "Code Quality", "Code Quality report format"
 */
export function renderCodeQuality(report: ReviewReport, context: ResultContext): string {
  const results = resultsOf(report);
  const fingerprints = fingerprintsOf(results);
  const issues = results.map((result, index) => {
    const { file, line } = context.place(result) ?? NO_PLACE;
    return {
      description: textWithAddress(result),
      check_name: result.id,
      fingerprint: fingerprints[index],
      severity: SEVERITIES[result.level],
      location: { path: file, lines: { begin: line } },
    };
  });
  return JSON.stringify(issues, null, 2);
}
