import { connect, type Socket } from 'node:net';

/**
 * A closed loop of random 256 KiB ranges, in a process of its own: `node range-load.ts <url> <size> <connections> <ms>`.
 * Bytes are counted and thrown away. Prints one line of JSON.
 */
const [url = '', size = '', connections = '', ms = ''] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(url);
const RANGE = 256 * 1024;
const END_OF_HEAD = Buffer.from('\r\n\r\n');

const latencies: number[] = [];
let bytes = 0;
let everything = 0;
let failures = 0;
let measuring = false;

function requestOf(start: number): string {
  return `GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nRange: bytes=${start}-${start + RANGE - 1}\r\n\r\n`;
}

function listenTo(): Socket {
  let left = 0;
  let begun = 0;
  const next = () => {
    left = -1;
    begun = performance.now();
    socket.write(requestOf(Math.floor(Math.random() * (Number(size) - RANGE))));
  };
  const take = (count: number, buffer: Uint8Array) => {
    if (left === -1) {
      const head = Buffer.from(buffer.buffer, buffer.byteOffset, Math.min(count, 4096));
      const end = head.indexOf(END_OF_HEAD);
      if (end === -1 || !head.subarray(0, 12).equals(Buffer.from('HTTP/1.1 206'))) {
        failures += 1;
        socket.destroy();
        return false;
      }
      left = RANGE + end + END_OF_HEAD.length;
    }
    left -= count;
    everything += count;
    if (measuring) bytes += count;
    if (left > 0) return true;
    if (measuring) latencies.push(performance.now() - begun);
    next();
    return true;
  };
  const onread = { buffer: Buffer.allocUnsafeSlow(RANGE), callback: take };
  const socket = connect({ host: hostname, port: Number(port), onread }, next);
  socket.on('error', () => {
    failures += 1;
  });
  return socket;
}

const sockets = Array.from({ length: Number(connections) }, listenTo);
setTimeout(() => {
  measuring = true;
  const begun = performance.now();
  setTimeout(() => {
    const seconds = (performance.now() - begun) / 1000;
    latencies.sort((a, b) => a - b);
    console.log(
      JSON.stringify({
        bytesPerSecond: bytes / seconds,
        bytes: everything,
        p99Ms: latencies[Math.floor(latencies.length * 0.99)] ?? null,
        failures,
      }),
    );
    for (const socket of sockets) socket.destroy();
  }, Number(ms));
}, 300);
