import { connect } from 'node:net';

/**
 * Listeners that take a track at a steady pace: `node crowd.ts <url> <size> <listeners> <bytes per second>`. Prints a line
 * once they all hear something, and goes on until it is stopped.
 */
const [url = '', size = '', listeners = '', pace = ''] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(url);
const TURN_MS = 50;
let hearing = 0;

function listen(index: number): void {
  const start = Math.floor((Number(size) / Number(listeners)) * index);
  let allowance = 0;
  let heard = false;
  const take = (count: number) => {
    allowance -= count;
    if (!heard) {
      heard = true;
      hearing += 1;
      if (hearing === Number(listeners)) console.log(JSON.stringify({ hearing }));
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
  setInterval(() => {
    allowance = Math.min(allowance + (Number(pace) * TURN_MS) / 1000, Number(pace));
    if (allowance > 0) socket.resume();
  }, TURN_MS);
}

for (let index = 0; index < Number(listeners); index += 1) setTimeout(() => listen(index), (index * 1000) / Number(listeners));
