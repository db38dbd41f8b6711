import type { ReviewReport } from '../report';
import { inertText } from './inert';
import {
  fingerprintsOf,
  NO_PLACE,
  type ResultContext,
  type ResultPlace,
  textWithAddress,
} from './result-context';
import { type ReviewResult, resultsOf } from './results';

/** @see OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0", section 3.13.3 */
const SCHEMA =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * The report as SARIF 2.1.0, for code scanning.
 *
 * @see GitHub Docs, "SARIF support for code scanning": the properties that it reads
 */
export function renderSarif(report: ReviewReport, context: ResultContext): string {
  const results = resultsOf(report);
  const ids = [...new Set(results.map(({ id }) => id))];
  const fingerprints = fingerprintsOf(results);
  const driver = {
    name: 'callvault',
    version: context.version,
    informationUri: context.explain('review').url,
    rules: ids.map((id) => ruleOf(id, results, context)),
  };
  const run = {
    tool: { driver },
    invocations: [{ executionSuccessful: results.every(({ isFailure }) => !isFailure) }],
    columnKind: 'utf16CodeUnits',
    results: results.map((result, index) => ({
      ruleId: result.id,
      ruleIndex: ids.indexOf(result.id),
      level: result.level,
      message: { text: textWithAddress(result) },
      locations: [locationOf(result, context.place(result) ?? NO_PLACE)],
      partialFingerprints: fingerprintsIn(fingerprints[index]),
      suppressions: suppressionsOf(result),
    })),
  };
  return JSON.stringify({ $schema: SCHEMA, version: '2.1.0', runs: [run] }, null, 2);
}

/**
 * GitHub compares only `primaryLocationLineHash`. Without one, it is calculated from the line, and results of one rule about
 * several resources of a store, which all point to one line, would be one alert.
 */
const fingerprintsIn = (print = '') => ({ primaryLocationLineHash: print, 'callvault/v1': print });

function ruleOf(id: string, results: readonly ReviewResult[], { explain }: ResultContext) {
  const { text, url } = explain(id);
  const [title] = results.filter((each) => each.id === id).map((each) => each.title);
  return {
    id,
    shortDescription: { text: `${title ?? id}: ${id}` },
    fullDescription: { text },
    help: { text, markdown: text },
    helpUri: url,
    properties: { tags: [title ?? id] },
  };
}

function locationOf({ stack, address }: ReviewResult, { file, line, column }: ResultPlace) {
  const uri = file.split('/').map(encodeURIComponent).join('/');
  const names = [stack, address].filter((each) => each !== undefined).map(inertText);
  return {
    physicalLocation: {
      artifactLocation: { uri, uriBaseId: '%SRCROOT%' },
      region: { startLine: line, startColumn: column },
    },
    ...(names.length > 0 && {
      logicalLocations: [{ fullyQualifiedName: names.join('/'), kind: 'resource' }],
    }),
  };
}

/** Empty means that it is not suppressed. A new acceptance does not suppress the result that shows it. */
function suppressionsOf({ isAccepted, level, acceptance }: ReviewResult) {
  if (!isAccepted || !acceptance || level === 'error') return [];
  const { reason, until } = acceptance;
  return [{ kind: 'external', justification: `${inertText(reason)} (until ${until})` }];
}
