import type { Control } from '../controls/control';
import { CONTROLS } from '../controls/index';
import type { Located, Register } from '../controls/register';

const INTRO = `# Security controls

What the published catalogues (checkov, trivy, AWS Foundational Security Best Practices, CIS, cdk-nag) require of
such storage, as assertions that \`npm test\` makes on every stack of the examples and of the truth tables.
Each has a test that breaks it and expects it to fail. \`npm run controls\` generates this page from \`controls/\`.

A _must_ holds everywhere. Where a _should_ does not hold, or where a vendor makes a must impossible, the
register says why, who is responsible and until when. A finding without an entry, an entry that no longer suppresses
anything, and an expired entry fail the tests.
`;

const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** `docs/controls.md`, from the controls, the register and the findings. */
export function renderControlsPage(
  { suppressions, notApplicable }: Register,
  findings: readonly Located[],
): string {
  return [
    INTRO,
    '## Asserted\n',
    row(
      'id',
      'level',
      'assertion',
      'implementation',
      'stacks',
      'open findings in the register',
      'published ids',
    ),
    row(...Array<string>(7).fill('---')),
    ...CONTROLS.map((control) => controlRow(control, findings)),
    '\n## The register\n',
    row('id', 'stacks', 'resource', 'reason', 'owner', 'until'),
    row(...Array<string>(6).fill('---')),
    ...suppressions.map(({ id, stacks, address, reason, owner, expires }) =>
      row(id, `\`${stacks}\``, `\`${address}\``, reason, owner, expires),
    ),
    '\n## Not asserted\n',
    row('id', 'requirement', 'reason', 'owner', 'until', 'published ids'),
    row(...Array<string>(6).fill('---')),
    ...notApplicable.map(({ id, asks, reason, owner, expires, published }) =>
      row(id, asks, reason, owner, expires, published.join(', ')),
    ),
    '',
  ].join('\n');
}

/** Which stacks have the resources of a control, by the service its id begins with. */
const WHERE: Readonly<Record<string, string>> = {
  S3: 'all',
  K: 'all',
  PR: 'all',
  TAG: 'all',
  I: 'stores with a role or user',
  SM: 'stores with a user',
};

function whereOf(id: string): string {
  return WHERE[id.replace(/-.*$/, '')] ?? 'none yet';
}

/** More stacks than this are counted instead of named. */
const SHOWN_STACKS = 8;

function controlRow(control: Control, findings: readonly Located[]): string {
  const { id, level, asserts, met, published } = control;
  const open = findings.filter((finding) => finding.control === id).map(({ stack }) => stack);
  const where = [...new Set(open)].sort();
  const shown = where.length > SHOWN_STACKS ? `${where.length} stacks` : where.join(', ');
  return row(id, level, asserts, met, whereOf(id), shown, published.join(', '));
}
