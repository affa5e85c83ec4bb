import { type Html, html } from '../html.ts';
import type { Paths } from './console-frame.ts';

export type Column<Item> = { name: string; cell: (item: Item) => Html | string | number | null; kind?: 'number' };

/** Rows with a head; on a narrow screen each becomes a card whose cells carry their column's name. */
export function table<Item>(items: readonly Item[], columns: readonly Column<Item>[], nothing: string): Html {
  if (items.length === 0) return html`<p class="nothing">${nothing}</p>`;
  const head = columns.map(({ name, kind }) => html`<th scope="col"${kind && html` class="number"`}>${name}</th>`);
  const rows = items.map((item) => {
    const cells = columns.map(
      ({ name, cell, kind }) => html`<td data-name="${name}"${kind && html` class="number"`}><span>${cell(item)}</span></td>`,
    );
    return html`<tr>${cells}</tr>\n`;
  });
  return html`<table><thead><tr>${head}</tr></thead><tbody>
${rows}</tbody></table>`;
}

type Listing = { to: Paths; path: string; query: Record<string, string | undefined>; nextCursor: string | null };

/** To the next page of a list with the same filters. */
export function pager({ to, path, query, nextCursor }: Listing): Html {
  const { cursor, ...filters } = query;
  const address = (next: string | null) => {
    const given = Object.entries({ ...filters, cursor: next }).filter((entry): entry is [string, string] => Boolean(entry[1]));
    return `${to(path)}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}`;
  };
  return html`<p class="pager">${cursor && html`<a href="${address(null)}">First page</a>`}${
    nextCursor && html`<a href="${address(nextCursor)}">Older</a>`
  }</p>`;
}

type Choice = { name: string; label: string; options: readonly string[]; chosen: string | undefined };

/** A form that asks for the list again. */
export function filters(action: string, choices: readonly Choice[]): Html {
  const selects = choices.map(({ name, label, options, chosen }) => {
    const each = options.map(
      (option) => html`<option value="${option}"${option === chosen && html` selected`}>${option.replaceAll('_', ' ')}</option>`,
    );
    return html`<label>${label} <select name="${name}"><option value="">any</option>${each}</select></label>`;
  });
  return html`<form class="filters" method="get" action="${action}">${selects}<button>Show</button></form>`;
}

/** A button that changes something: it posts, with the token of the operator's session. */
export function button({ action, formToken, label, kind }: { action: string; formToken: Html; label: string; kind?: 'quiet' }): Html {
  return html`<form class="act" method="post" action="${action}">${formToken}<button${kind && html` class="${kind}"`}>${label}</button></form>`;
}
