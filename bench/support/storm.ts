import { Agent, request } from 'node:http';

/** Forged webhooks at an even pace: `node storm.ts <url> <a second> <seconds>`. Prints how many were refused. */
const [url = '', rate = '0', seconds = '0'] = process.argv.slice(2);
const TICK_MS = 5;
const total = Number(rate) * Number(seconds);
const agent = new Agent({ keepAlive: true, maxSockets: 40 });
const body = JSON.stringify({ id: 'forged', type: 'payment.succeeded', object: { payment_id: 'sbxpay_1' } });
const headers = {
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(body),
  'x-sandbox-signature': `t=1,v1=${'0'.repeat(64)}`,
};
const begun = performance.now();
let sent = 0;
let refused = 0;
let answered = 0;

const timer = setInterval(() => {
  const due = Math.min(total, Math.floor(((performance.now() - begun) / 1000) * Number(rate)));
  for (; sent < due; sent += 1) {
    const forged = request(url, { method: 'POST', agent, headers }, (response) => {
      if (response.statusCode === 401) refused += 1;
      response.resume().on('end', count);
    });
    forged.on('error', count).end(body);
  }
  if (sent === total) clearInterval(timer);
}, TICK_MS);

function count(): void {
  answered += 1;
  if (answered < total) return;
  console.log(JSON.stringify({ refused, perSecond: answered / ((performance.now() - begun) / 1000) }));
  agent.destroy();
}
