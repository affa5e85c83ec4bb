import { Money } from '#domain/shared/money.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');

const style = `body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem;color:#1d1d1f}
main{border:1px solid #d2d2d7;border-radius:12px;padding:1.5rem}p.amount{font-size:2rem;margin:.5rem 0}
button{font:inherit;padding:.6rem 1.2rem;border-radius:8px;border:1px solid #86868b;background:#fff;cursor:pointer;margin-right:.5rem}
button.yes{background:#0a6e3f;border-color:#0a6e3f;color:#fff}small{color:#6e6e73}form{display:inline}`;

/** `actions` are what can still be done: the last part of the path to post to, and what the button says. */
type Page = {
  title: string;
  amount: string;
  currency: string;
  status: string;
  path: string;
  actions: readonly [verb: string, label: string][];
};

export function sandboxPage({ title, amount, currency, status, path, actions }: Page): string {
  const forms = actions.map(
    ([verb, label], position) =>
      `<form method="post" action="${escapeHtml(path)}/${verb}"><button${position === 0 ? ' class="yes"' : ''}>${escapeHtml(label)}</button></form>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><style>${style}</style></head><body><main><h1>${escapeHtml(title)}</h1>
<p class="amount">${escapeHtml(shownAmount(Money.of(BigInt(amount), currency)))}</p><p>Status: <strong>${escapeHtml(status)}</strong></p>
${forms.join('\n')}<p><small>This is a sandbox: no money moves here.</small></p></main></body></html>`;
}

function shownAmount({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(`${amount}E-${format.resolvedOptions().maximumFractionDigits ?? 2}` as `${number}`);
}
