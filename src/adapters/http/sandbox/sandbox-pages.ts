import type { SandboxPayment, SandboxRefund } from '#adapters/payments/sandbox/sandbox-books.ts';
import { sandboxScenarios } from '#adapters/payments/sandbox/sandbox-webhooks.ts';
import { Money } from '#domain/shared/money.ts';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');

const style = `body{font:1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:3rem auto;padding:0 1rem;color:#1d1d1f}
main{border:1px solid #d2d2d7;border-radius:12px;padding:1.5rem}p.amount{font-size:2rem;margin:.5rem 0}
button,select{font:inherit;padding:.6rem 1.2rem;border-radius:8px;border:1px solid #86868b;background:#fff}button{cursor:pointer;margin:1rem .5rem 0 0}
button.yes{background:#0a6e3f;border-color:#0a6e3f;color:#fff}small,label{color:#6e6e73}`;

type Page = {
  title: string;
  amount: string;
  currency: string;
  status: string;
  note: string;
  id: string;
  labels: [succeed: string, fail: string] | null;
};

export function sandboxPaymentPage({ id, amount, currency, status, description, failure }: SandboxPayment): string {
  const labels: Page['labels'] = status === 'open' ? ['Pay', 'Decline'] : null;
  return page({ title: description, amount, currency, status, note: failure ?? '', id, labels });
}

export function sandboxRefundPage({ id, amount, status, failure }: SandboxRefund, currency: string): string {
  const labels: Page['labels'] = status === 'pending' || status === 'review' ? ['Succeed', 'Fail'] : null;
  return page({ title: 'Refund', amount, currency, status, note: failure ?? '', id, labels });
}

function page({ title, amount, currency, status, note, id, labels }: Page): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
<p class="amount">${escapeHtml(shownAmount(Money.of(BigInt(amount), currency)))}</p>
<p>Status: <strong>${escapeHtml(status)}</strong> ${escapeHtml(note)}</p>
${labels ? form(id, labels) : ''}
<p><small>This is a sandbox: no money moves here.</small></p>
</main>
</body>
</html>
`;
}

/** Its addresses are relative to the page, so that it works behind any prefix. */
function form(id: string, [succeed, fail]: [string, string]): string {
  const options = sandboxScenarios.map((scenario) => `<option>${scenario}</option>`).join('');
  const path = escapeHtml(encodeURIComponent(id));
  return `<form method="post">
<label>Webhook <select name="scenario">${options}</select></label><br>
<button class="yes" formaction="${path}/succeed">${escapeHtml(succeed)}</button><button formaction="${path}/fail">${escapeHtml(fail)}</button>
</form>`;
}

function shownAmount({ amount, currency }: Money): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(`${amount}E-${format.resolvedOptions().maximumFractionDigits ?? 2}` as `${number}`);
}
