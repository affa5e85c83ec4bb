import type { SandboxPayment, SandboxRefund } from '#adapters/payments/sandbox/sandbox-books.ts';
import { sandboxScenarios } from '#adapters/payments/sandbox/sandbox-webhooks.ts';
import { Money } from '#domain/shared/money.ts';
import { type Html, html } from '../html.ts';
import { shownMoney } from '../shown-money.ts';
import { smallPage } from '../small-page.ts';

export const sandboxNote = html`<p><small>This is a sandbox: no money moves here.</small></p>`;

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
  return smallPage({
    title,
    body: html`<h1>${title}</h1>
<p class="amount">${shownMoney(Money.of(BigInt(amount), currency))}</p>
<p>Status: <strong>${status}</strong> ${note}</p>
${labels && form(id, labels)}
${sandboxNote}`,
  });
}

/** Its addresses are relative to the page, so that it works behind any prefix. */
function form(id: string, [succeed, fail]: [string, string]): Html {
  const path = encodeURIComponent(id);
  return html`<form method="post">
<label>Webhook <select name="scenario">${sandboxScenarios.map((scenario) => html`<option>${scenario}</option>`)}</select></label><br>
<button class="yes" formaction="${path}/succeed">${succeed}</button><button formaction="${path}/fail">${fail}</button>
</form>`;
}
