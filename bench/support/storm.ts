import { KeepAliveClient } from './keep-alive-client.ts';
import { atAnEvenPace } from './pace.ts';

/** Forged webhooks at an even pace: `node storm.ts <url> <a second> <seconds>`. Prints how many were refused. */
const [address = '', rate = '0', seconds = '0'] = process.argv.slice(2);
const url = new URL(address);
const total = Number(rate) * Number(seconds);
const body = JSON.stringify({ id: 'forged', type: 'payment.succeeded', object: { payment_id: 'sbxpay_1' } });
const request = [
  `POST ${url.pathname} HTTP/1.1`,
  `Host: ${url.host}`,
  'Content-Type: application/json',
  `Content-Length: ${body.length}`,
  `X-Sandbox-Signature: t=1,v1=${'0'.repeat(64)}`,
  `\r\n${body}`,
].join('\r\n');
const client = await KeepAliveClient.open(url, 64);
const begun = performance.now();
let refused = 0;
let answered = 0;

atAnEvenPace(Number(rate), total, () =>
  client.ask(request, (status) => {
    answered += 1;
    if (status === 401) refused += 1;
    if (answered === total) report();
  }),
);

function report(): void {
  console.log(JSON.stringify({ refused, perSecond: answered / ((performance.now() - begun) / 1000) }));
  client.close();
}
