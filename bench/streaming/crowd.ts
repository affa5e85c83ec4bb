import { connect } from 'node:net';

/**
 * Listeners that take a track at a steady pace, each in a beat of its own as strangers do (equal intervals would fall into step): `node crowd.ts <url> <size> <listeners> <bytes per second>`. Prints a line
 * once they all hear something, goes on until it is told to stop, and prints how many bytes a second they got in between.
 */
const [url = '', size = '', listeners = '', pace = ''] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(url);
const TURN_MS = 50;
let hearing = 0;
let taken = 0;
let begun = 0;

function listen(index: number): void {
  const start = Math.floor((Number(size) / Number(listeners)) * index);
  let allowance = 0;
  let heard = false;
  const take = (count: number) => {
    allowance -= count;
    taken += count;
    if (!heard) {
      heard = true;
      hearing += 1;
      if (hearing === Number(listeners)) allHear();
    }
    return allowance > 0;
  };
  const onread = { buffer: Buffer.allocUnsafeSlow(64 * 1024), callback: take };
  const socket = connect({ host: hostname, port: Number(port), onread }, () => {
    socket.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}\r\nRange: bytes=${start}-\r\n\r\n`);
  });
  socket.on('error', (error) => {
    throw error;
  });
  socket.on('close', () => {
    throw new Error('a listener was cut off');
  });
  const first = performance.now();
  const turn = (count: number) => {
    allowance = Math.min(allowance + (Number(pace) * TURN_MS) / 1000, Number(pace));
    if (allowance > 0) socket.resume();
    setTimeout(turn, Math.max(1, first + (count + 1) * TURN_MS - performance.now()), count + 1);
  };
  turn(0);
}

function allHear(): void {
  console.log(JSON.stringify({ hearing }));
  taken = 0;
  begun = performance.now();
}

process.once('SIGTERM', () => {
  console.log(JSON.stringify({ bytesPerSecond: taken / ((performance.now() - begun) / 1000) }));
  process.exit();
});

for (let index = 0; index < Number(listeners); index += 1) setTimeout(listen, (index * (1000 + TURN_MS)) / Number(listeners), index);
