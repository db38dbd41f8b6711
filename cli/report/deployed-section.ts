import { DAY_MS, inDays } from '../../core/day';
import { html, type HtmlContent, type Markup } from '../../core/html';
import { htmlTable } from '../../core/html-table';
import { LATE_DAYS } from '../../modules/integrity-alarms';
import type { SwitchedOff } from '../../store/off-settings';
import { describeCanary } from '../status/canary-state';
import type { DeployedReport, ReportedStore } from './model';

function replicationFact({ replication, off }: ReportedStore): string {
  if (!replication) return 'none';
  const { bucket, region, rules } = replication;
  const ended = off?.replication && `off since ${offText(off.replication)}`;
  const deployed = rules && `rules ${rules.join(', ')}`;
  return [`to ${bucket} in ${region}`, ended, deployed].filter(Boolean).join('; ');
}

/** The facts about a store that were read in AWS. */
export function deployedFacts(store: ReportedStore): (readonly [string, HtmlContent])[] {
  const { deployed } = store;
  const replica = replicationFact(store);
  const canary = ['Canary', canaryFact(store)] as const;
  if (!deployed) return [['Replication', replica], canary];
  const { lastArrival, alarms, accessKeys, key } = deployed;
  return [
    ['At the vendor', stateAtVendor(deployed)],
    ['Replication', replica],
    ['Last arrival', lastArrival ? `${lastArrival.at}: ${lastArrival.key}` : 'none known'],
    [
      'Recordings key',
      key &&
        `${key.arn}: ${key.state}, ${key.rotates === true ? 'rotates' : 'does not rotate, or it is not known'}`,
    ],
    [
      'Access keys',
      accessKeys
        ? accessKeys
            .map(
              ({ id, days }) =>
                `${id}: ${days === undefined ? 'age not known' : `${inDays(days)} old`}`,
            )
            .join(', ')
        : NOT_KNOWN,
    ],
    ['Alarms', alarmStates(alarms)],
    canary,
  ];
}

const NOT_KNOWN = 'Not known.';

const TRIES: Readonly<Record<NonNullable<ReportedStore['canary']>, string>> = {
  'access-key': 'writes with the access key of the vendor',
  role: 'assumes the role of the vendor and writes',
  validation: 'has the vendor validate the store',
};

function canaryFact({ canary, deployed }: ReportedStore): HtmlContent {
  if (!canary) return 'none';
  const how = `${TRIES[canary]}, twice an hour`;
  if (!deployed) return how;
  const { state, since } = deployed.canary ?? {};
  const text = `${describeCanary(deployed.canary)}${since === undefined ? '' : ` since ${since}`}`;
  const rings = state === 'ALARM' || state === 'missing';
  return html`${how}: ${rings ? html`<span class="bad">${text}</span>` : text}`;
}

function stateAtVendor({ vendorCompared, atVendor }: DeployedReport): HtmlContent {
  if (!vendorCompared) return NOT_KNOWN;
  return atVendor.length === 0
    ? html`<span class="good">as the environment file describes</span>`
    : html`<span class="bad">differs: see below</span>`;
}

function alarmStates(alarms: DeployedReport['alarms']): HtmlContent {
  if (!alarms) return NOT_KNOWN;
  if (alarms.length === 0) return 'none';
  const firing = alarms.filter(({ state }) => state === 'ALARM').map(({ name }) => name);
  if (firing.length > 0) return html`<span class="bad">ALARM: ${firing.join(', ')}</span>`;
  const silent = alarms.filter(({ state }) => state === 'INSUFFICIENT_DATA').length;
  return `${alarms.length - silent} OK, ${silent} without data`;
}

const offText = ({ since, reason }: SwitchedOff) => `${since}: ${reason}`;

/** The runs of the integrity check, and the days between them. */
export function integrityHistory(store: ReportedStore): Markup {
  const { off } = store;
  const ended = off?.integrity && html`<p>Off since ${offText(off.integrity)}.</p>`;
  return html`<h3>Integrity checks</h3>
    ${ended} ${runsOf(store)}`;
}

function runsOf({ deployed }: ReportedStore): Markup {
  if (!deployed) return html`<p>Not read.</p>`;
  const { runs } = deployed;
  if (!runs || runs.length === 0) return html`<p>No run is known.</p>`;
  return htmlTable(
    'Runs, the newest first',
    [
      'Finished',
      'Days since the last',
      'Checked',
      { number: 'Recordings' },
      { number: 'Objects' },
      { number: 'Discrepancies' },
      'Kinds',
    ],
    runs.map(({ finishedAt, from, to, pointers, objects, total, counts }, index) => {
      const days = daysBetweenRuns(finishedAt, runs[index + 1]?.finishedAt);
      return [
        finishedAt,
        days !== undefined &&
          (days > LATE_DAYS
            ? html`<span class="bad">${days.toFixed(1)}, late</span>`
            : days.toFixed(1)),
        `${from} to ${to}`,
        pointers,
        objects,
        total > 0 ? html`<span class="bad">${total}</span>` : total,
        Object.entries(counts)
          .map(([kind, count]) => `${count} ${kind}`)
          .join(', '),
      ];
    }),
  );
}

function daysBetweenRuns(finished: string, before: string | undefined): number | undefined {
  return before === undefined ? undefined : (Date.parse(finished) - Date.parse(before)) / DAY_MS;
}
