import { parentPort } from 'node:worker_threads';
import type { FromWorker, ToWorker } from '#adapters/media/probe-messages.ts';

/** A worker whose parser the first bytes of a file take over: `loop`, `eat` (all the memory), `exit`; anything else it refuses. */
parentPort?.on('message', (message: ToWorker) => {
  if (message.about === 'bytes') behave(Buffer.from(message.bytes).toString());
  else parentPort?.postMessage({ about: 'read', position: 0, length: 4 } satisfies FromWorker);
});

function behave(command: string): void {
  if (command === 'loop') for (;;);
  if (command === 'exit') process.exit(3);
  if (command === 'eat!') {
    const eaten: object[] = [];
    for (;;) eaten.push({ eaten, more: `${eaten.length}` });
  }
  parentPort?.postMessage({ about: 'failed', reason: command } satisfies FromWorker);
}
