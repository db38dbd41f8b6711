import { printable } from '../../core/printable';
import type { Outcome } from '../command';
import { EXIT } from '../exit';
import type { Erased } from './erase';

/** What was erased, for people and as data. */
export function renderErased(result: Erased): Outcome {
  const { stack, erased, bytes, kept, failed, left, run, elsewhere } = result;
  const verb = run === undefined ? 'to erase' : 'erased';
  const counts = [
    `${erased.toLocaleString('en')} versions, delete markers and uploads ${verb} (${bytes.toLocaleString('en')} bytes)`,
    ...(kept > 0 ? [`${kept.toLocaleString('en')} kept`] : []),
    ...(failed > 0 ? [`${failed.toLocaleString('en')} failed`] : []),
  ];
  const text = [
    `${stack}: ${counts.join(', ')}.`,
    ...left.map(({ key, place, versionId, why, error }) => {
      const cause = printable(why ?? error ?? '');
      return `  ${printable(key)} (${place}, ${printable(versionId)}): ${cause}`;
    }),
    run === undefined
      ? 'Nothing was changed. Add --yes to erase them for good.'
      : `The evidence is in the bucket of reports, below journal/${run}.`,
    'What callvault does not erase:',
    ...elsewhere.map((each) => `  ${each}`),
  ].join('\n');
  return { text, json: result, code: codeOf(result) };
}

function codeOf({ run, erased, kept, failed }: Erased): number {
  if (run === undefined) return erased + kept > 0 ? EXIT.findings : EXIT.ok;
  return kept + failed > 0 ? EXIT.partly : EXIT.ok;
}
