import { setTimeout as sleep } from 'node:timers/promises';
import { Broken } from './reply.ts';

const PATIENCE_MS = 30_000;
const EVERY_MS = 100;

/** Asks again and again until there is an answer. @throws {Broken} when there is none within half a minute. */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(EVERY_MS)) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadline) throw new Broken(`there was still no ${what} after ${PATIENCE_MS / 1000} s`);
  }
}
