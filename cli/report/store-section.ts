import { html, type HtmlContent, type Markup } from '../../core/html';
import { htmlFacts, htmlList, htmlTable, scrolling } from '../../core/html-table';
import type { StoreGraph } from '../../review/graph';
import { svgGraph } from '../../review/render/svg-graph';
import type { DoctorFinding } from '../doctor/finding';
import { deployedFacts, integrityHistory } from './deployed-section';
import type { AccessReport, ControlResult, DeployedReport, ReportedStore } from './model';
import { retentionSection } from './retention-section';

/** Everything about a store. */
export function storeSection(store: ReportedStore): Markup {
  const { stack, vendor, bucket, region, prefix, encryption, registration, deployed } = store;
  return html`<h2 id="store-${stack}">${stack}</h2>
    ${htmlFacts([
      ['Vendor', vendor],
      ['Recordings', `s3://${bucket}/${prefix} in ${region}`],
      ['Encryption', encryption === 'sse-kms' ? 'the store’s own KMS key' : 'keys of S3'],
      ['Registration', registration],
      ...deployedFacts(store),
    ])}
    <h3>What could not be looked at</h3>
    ${htmlList(store.unknown, 'Nothing: everything in this section was looked at.')}
    <h3>Parts of the stack</h3>
    ${scrolling(`Diagram of ${stack}`, svgGraph(store.diagram, `Parts of ${stack}, and how they use each other`))}
    ${links(store.diagram)}
    <h3>Who can do what</h3>
    ${access(store.access)}
    <h3>Retention</h3>
    ${retentionSection(store)} ${deployed && differences(deployed)} ${integrityHistory(store)}
    <h3>Controls</h3>
    ${controls(store.controls)}`;
}

function links({ parts, links: all }: StoreGraph): Markup {
  const byId = new Map(parts.map((part) => [part.id, part]));
  const nameOf = (id: string) => {
    const { kind = '', name = '' } = byId.get(id) ?? {};
    return `${kind} ${name}`.trim();
  };
  return htmlList(
    all.map(({ from, how, to }) => `${nameOf(from)} ${how} ${nameOf(to)}`),
    'No part uses another.',
  );
}

const LEGEND =
  'Readers and administrators are the roles that the environment file names. A colleague is any other role of the account, with policies of its own that allow everything; a stranger is such a role in another account. Anonymous is a request without a signature. The integrity check, arrivals and the canary are the roles of functions in the stack.';

const DECIDING: Readonly<Record<AccessReport['policies'], string>> = {
  deployed:
    'the deployed policies of the vendor, the bucket and its key, and by the synthesized ones of all other parts',
  synthesized: 'the synthesized policies',
};

function access({ policies, rows, statements }: AccessReport): Markup {
  const deciding = new Set(rows.flatMap(({ by }) => by));
  const shown = rows.length === 0 ? statements : statements.filter(({ sid }) => deciding.has(sid));
  return html`<p>Decided by ${DECIDING[policies]}. ${LEGEND}</p>
    ${
      rows.length > 0 &&
      htmlTable(
        'Access',
        ['Who', 'From, with', 'Does', 'To', 'Allowed', 'Decided by'],
        rows.map(({ who, from, does, to, allowed, by }) => [
          who,
          from,
          does.join(', '),
          to,
          yesNo(allowed),
          by.join(', ') || (allowed ? 'its own policies' : 'nothing allows it'),
        ]),
      )
    }${htmlTable(
      'The statements that decide',
      ['Statement', 'Policy', 'Effect', 'Actions', 'Conditions'],
      shown.map(({ sid, policy, effect, actions, resources, conditions }) => [
        html`<code>${sid}</code>`,
        policy,
        effect,
        `${actions.join(', ')}${resources}`,
        conditions,
      ]),
    )}`;
}

const yesNo = (allowed: boolean) =>
  allowed ? html`<span class="warn">yes</span>` : html`<span class="dim">no</span>`;

function differences({ differences: found, atVendor, vendorCompared }: DeployedReport): Markup {
  const line = ({ id, what, evidence, fix }: DoctorFinding) =>
    html`<code>${id}</code>: ${what}. ${evidence.join('; ')}. <span class="dim">${fix}</span>`;
  return html`<h3>Differences from the environment file</h3>
    ${htmlList(found.map(line), 'None: what is deployed is what the environment file describes.')}
    <h3>Differences at the vendor</h3>
    ${htmlList(atVendor.map(line), vendorCompared ? 'None was found.' : 'Not known: its settings were not compared.')}`;
}

const RESULTS: Readonly<Record<ControlResult['result'], HtmlContent>> = {
  met: html`<span class="good">met</span>`,
  exception: html`<span class="warn">exception</span>`,
  'not met': html`<span class="bad">not met</span>`,
};

function controls(results: readonly ControlResult[]): Markup {
  return htmlTable(
    'Security controls, checked in the synthesized stack',
    ['Control', 'Level', 'Assertion', 'Result', 'Evidence', 'Published as'],
    results.map(({ id, level, asserts, met, published, result, findings }) => [
      id,
      level,
      asserts,
      RESULTS[result],
      findings.length === 0
        ? met
        : html`<ul>
            ${findings.map(({ address, what, exception = '' }) => html`<li><code>${address}</code> ${what}. ${exception}</li>`)}
          </ul>`,
      published.join(', '),
    ]),
  );
}
