import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

const PATIENCE_MS = 15_000;
const EVERY_MS = 15;

/** Asks until there is an answer other than null, and fails with the last thing seen when there is none in time. */
export async function eventually<T>(what: string, ask: () => Promise<T | null>, seen: () => unknown = () => ''): Promise<T> {
  for (const deadline = Date.now() + PATIENCE_MS; ; await pause(EVERY_MS)) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > deadline) assert.fail(`still no ${what} ${JSON.stringify(seen())}`);
  }
}
