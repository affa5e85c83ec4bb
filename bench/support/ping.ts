import { KeepAliveClient } from './keep-alive-client.ts';
import { atAnEvenPace } from './pace.ts';

/**
 * Small requests at a fixed rate, whether or not the last was answered: `node ping.ts <url> <a second> <ms> [token]`.
 * Latency counts from when a request was due, so that nothing that held it up is left out. Prints one line of JSON.
 */
const [address = '', rate = '', ms = '', token] = process.argv.slice(2);
const url = new URL(address);
const client = await KeepAliveClient.open(url, 64);
const total = Math.round((Number(rate) * Number(ms)) / 1000);
const authorization = token === undefined ? '' : `Authorization: Bearer ${token}\r\n`;
const request = `GET ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\n${authorization}\r\n`;
const latencies: number[] = [];
let failures = 0;

atAnEvenPace(Number(rate), total, (due) => {
  client.ask(request, (status) => {
    latencies.push(performance.now() - due);
    if (status !== 200) failures += 1;
    if (latencies.length === total) report();
  });
});

function report(): void {
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? null;
  console.log(JSON.stringify({ p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999), failures }));
  client.close();
}
