import { Agent, request } from 'node:http';

/**
 * Small requests at a fixed rate, whether or not the last was answered: `node ping.ts <url> <requests per second> <ms>`.
 * Latency counts from when a request was due. Prints one line of JSON.
 */
const [url = '', rate = '', ms = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const total = (Number(rate) * Number(ms)) / 1000;
const latencies: number[] = [];
let failures = 0;
let sent = 0;
const begun = performance.now();

function ping(due: number): void {
  const sending = request(url, { agent }, (response) => {
    response.resume();
    response.on('end', () => {
      if (response.statusCode !== 200) failures += 1;
      latencies.push(performance.now() - due);
      if (latencies.length + failures >= total) report();
    });
  });
  sending.on('error', () => {
    failures += 1;
    if (latencies.length + failures >= total) report();
  });
  sending.end();
}

function report(): void {
  clearInterval(turns);
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? null;
  console.log(JSON.stringify({ p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999), failures }));
  agent.destroy();
}

const turns = setInterval(() => {
  for (
    let due = begun + (sent * 1000) / Number(rate);
    sent < total && due <= performance.now();
    due = begun + (sent * 1000) / Number(rate)
  ) {
    sent += 1;
    ping(due);
  }
}, 1);
