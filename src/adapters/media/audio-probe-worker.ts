import { parentPort } from 'node:worker_threads';
import type { FromWorker, ProbeRequest, ToWorker } from './probe-messages.ts';
import { readAudio, recogniseAudio } from './read-audio.ts';

const port = parentPort;
if (!port) throw new Error('this file is run by a worker thread');

const MAX_REASON = 300;
let takeBytes: (bytes: Uint8Array) => void = () => undefined;

function say(message: FromWorker): void {
  port?.postMessage(message);
}

function readAt(position: number, length: number): Promise<Uint8Array> {
  return new Promise((resolve) => {
    takeBytes = resolve;
    say({ about: 'read', position, length });
  });
}

async function answer(request: ProbeRequest): Promise<FromWorker> {
  try {
    return request.kind === 'recognise'
      ? { about: 'recognised', contentType: await recogniseAudio(request.head) }
      : { about: 'probed', outcome: await readAudio(request.size, readAt) };
  } catch (error) {
    return { about: 'failed', reason: String(error).slice(0, MAX_REASON) };
  }
}

port.on('message', async (message: ToWorker) => {
  if (message.about === 'bytes') takeBytes(message.bytes);
  else say(await answer(message.request));
});
