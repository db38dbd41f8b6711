import { html, type HtmlContent, type Markup } from './html';

/** A column of a table: its title, or that of a column of numbers. */
export type HtmlColumn = string | { readonly number: string };

/** A table that scrolls sideways on narrow screens; the first column names each row. */
export function htmlTable(
  caption: string,
  columns: readonly HtmlColumn[],
  rows: readonly (readonly HtmlContent[])[],
): Markup {
  const kind = (index: number) => (typeof columns[index] === 'string' ? '' : 'n');
  const title = (column: HtmlColumn) => (typeof column === 'string' ? column : column.number);
  const heads = columns.map(
    (column, index) => html`<th scope="col" class="${kind(index)}">${title(column)}</th>`,
  );
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map((cell, index) =>
          index === 0
            ? html`<th scope="row">${cell}</th>`
            : html`<td class="${kind(index)}">${cell}</td>`,
        )}
      </tr>`,
  );
  return scrolling(
    caption,
    html`<table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${heads}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>`,
  );
}

/** A region that scrolls sideways, also with the keyboard. */
export function scrolling(label: string, content: Markup): Markup {
  return html`<div class="scroll" role="group" aria-label="${label}" tabindex="0">${content}</div>`;
}

/** Names and what they stand for. Those without content are left out. */
export function htmlFacts(
  facts: readonly (readonly [name: string, content: HtmlContent])[],
): Markup {
  const shown = facts.filter(([, content]) => content !== undefined && content !== '');
  return html`<dl>
    ${shown.map(
      ([name, content]) =>
        html`<dt>${name}</dt>
          <dd>${content}</dd>`,
    )}
  </dl>`;
}

/** A list; a sentence if it is empty. */
export function htmlList(items: readonly HtmlContent[], whenEmpty: string): Markup {
  if (items.length === 0) return html`<p>${whenEmpty}</p>`;
  return html`<ul>
    ${items.map((each) => html`<li>${each}</li>`)}
  </ul>`;
}
