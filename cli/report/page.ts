import { inDays } from '../../core/day';
import { html, htmlPage, type Markup } from '../../core/html';
import { htmlFacts, htmlList, htmlTable } from '../../core/html-table';
import { PAGE_STYLE } from '../../core/page-style';
import type { EnvironmentReport, RegisterReport, ReportedStore } from './model';
import { storeSection } from './store-section';

/** A report as one page that needs nothing else. */
export function renderReportPage(report: EnvironmentReport): string {
  const { environment, stores } = report;
  const title = `Recordings of ${environment.name}, ${report.asOf}`;
  const body = html`<header>
      <h1>${title}</h1>
      ${about(report)}
    </header>
    <main>
      <h2 id="summary">Summary</h2>
      ${summary(stores)} ${needs(report)}
      <h2 id="register">Exceptions</h2>
      ${register(report.register)} ${stores.map(storeSection)}
    </main>
    <footer>
      <p class="dim">
        Written by callvault ${report.versions.callvault}. The same facts are in the JSON of this
        report.
      </p>
    </footer>`;
  return htmlPage(title, PAGE_STYLE, body);
}

function about({ environment, versions, live, asOf }: EnvironmentReport): Markup {
  return htmlFacts([
    ['Environment', `${environment.name} (${environment.type}), ${environment.file}`],
    ['AWS account', `${environment.account}, ${environment.region}`],
    ['Terraform state', environment.state],
    [
      'Facts',
      live
        ? 'read from AWS, and compared with the environment file'
        : 'computed from the environment file; AWS was not read',
    ],
    ['Dates', `for ${asOf}, in UTC`],
    [
      'Versions',
      `callvault ${versions.callvault}; AWS provider ${versions.awsProvider}${versions.terraform === undefined ? '' : `; ${versions.terraform}`}`,
    ],
  ]);
}

function summary(stores: readonly ReportedStore[]): Markup {
  return htmlTable(
    'Stores',
    ['Store', 'Vendor', 'Bucket', 'Readable', 'Gone by', 'Last arrival', 'Last check', 'Controls'],
    stores.map((store) => [
      html`<a href="#store-${store.stack}">${store.stack}</a>`,
      store.vendor,
      html`${store.bucket}, ${store.region}`,
      inDays(store.retention.days.readableUntil),
      `day ${store.retention.days.goneBy}`,
      store.deployed ? (store.deployed.lastArrival?.at ?? 'none known') : 'not read',
      lastCheck(store),
      controls(store),
    ]),
  );
}

function lastCheck({ deployed }: ReportedStore): Markup | string {
  if (!deployed) return 'not read';
  const [last] = deployed.runs ?? [];
  if (!last) return 'none known';
  const text = `${last.finishedAt.slice(0, 10)}: ${last.total} of ${last.pointers} wrong`;
  return html`<span class="${last.total > 0 ? 'bad' : 'good'}">${text}</span>`;
}

function controls({ controls: all }: ReportedStore): string {
  const count = (result: string) => all.filter((each) => each.result === result).length;
  return `${count('met')} met, ${count('exception')} exceptions, ${count('not met')} not met`;
}

function needs({ stores }: EnvironmentReport): Markup {
  const all = stores.flatMap(({ stack, deployed }) =>
    (deployed?.needs ?? []).map(
      ({ what, fix }) => html`<strong>${stack}</strong>: ${what}. <span class="dim">${fix}</span>`,
    ),
  );
  const unread = stores.some(({ deployed }) => !deployed);
  return html`<h3>Needs a person</h3>
    ${htmlList(all, unread ? 'Not known: AWS was not read.' : 'Nothing.')}`;
}

function register({ accepts, acknowledged, warnings }: RegisterReport): Markup {
  const open = warnings.map(
    ({ rule, what, fix }) => html`<code>${rule}</code>: ${what}. <span class="dim">${fix}</span>`,
  );
  return html`${
      accepts.length === 0
        ? html`<p>The environment file accepts no finding of a review.</p>`
        : htmlTable(
            'Findings of reviews that the environment file accepts',
            ['Store', 'Finding', 'Resource', 'Reason', 'Until'],
            accepts.map(({ store, finding, resource = 'any', reason, until, expired }) => [
              store,
              html`<code>${finding}</code>`,
              resource,
              reason,
              expired ? html`<span class="bad">${until}, expired</span>` : until,
            ]),
          )
    }${
      acknowledged.length > 0 &&
      htmlTable(
        'Warnings that the environment file acknowledges',
        ['Rule', 'Warning', 'Reason'],
        acknowledged.map(({ rule, what, reason }) => [html`<code>${rule}</code>`, what, reason]),
      )
    }
    <h3>Warnings that are not acknowledged</h3>
    ${htmlList(open, 'None.')}`;
}
