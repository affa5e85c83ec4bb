import { type Html, html, htmlPage } from '../html.ts';

/** The address of a page of the console: `to('/orders')`. */
export type Paths = (path: string) => string;
/** `place` is the path of the place in the navigation that it belongs to. */
export type Content = { title: string; place: string | null; body: Html };

type Frame = Content & { to: Paths; name: string | null; formToken: Html | null };

const places = [
  ['Dashboard', ''],
  ['Orders', '/orders'],
  ['Refunds', '/refunds'],
  ['Transfers', '/transfers'],
  ['Payouts', '/payouts'],
  ['Webhooks', '/webhooks'],
  ['Jobs', '/jobs'],
  ['Ledger', '/ledger'],
] as const;

const icon =
  "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'><path d='M1 1l3 6 3-6' fill='none' stroke='%230b57d0' stroke-width='1.6'/></svg>";

export function consoleFrame({ title, place: here, body, to, name, formToken }: Frame): string {
  const navigation = places.map(([place, path]) => html`<a href="${to(path)}"${path === here && html` aria-current="page"`}>${place}</a>`);
  return htmlPage({
    title: `${title} · Veza console`,
    head: html`<link rel="stylesheet" href="${to('/console.css')}">
<link rel="icon" href="${icon}">`,
    body: html`<header>
<strong>Veza</strong>
${
  name !== null &&
  html`<nav aria-label="Console">${navigation}</nav>
<form method="post" action="${to('/logout')}">${formToken}<span>${name}</span><button class="quiet">Log out</button></form>`
}
</header>
<main>
<h1>${title}</h1>
${body}
</main>`,
  });
}
