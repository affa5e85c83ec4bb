import type { Answer, BytesAnswer } from '../answer.ts';
import { textOf } from './exchange.ts';
import type { MountedRoute } from './mounted-route.ts';
import { validate } from './validation.ts';

/** @throws when an answer is not what its route declares: a fault of ours, to be found by tests. */
export function checkAnswer(mounted: MountedRoute, answer: Answer | BytesAnswer): void {
  const { status } = answer;
  const declared = mounted.answers.get(status);
  const name = `${mounted.method} ${mounted.path} answered ${status}`;
  if (!declared) throw new Error(`${name}, which it does not declare`);
  if (!declared.schema) {
    if (declared.contentType === undefined && 'body' in answer && answer.body !== undefined)
      throw new Error(`${name} with a body that it does not declare`);
    return;
  }
  if (declared.alsoAs && String(answer.headers['content-type'] ?? '').startsWith(declared.alsoAs)) return;
  const checked = validate(declared.schema, asSent(answer));
  if (!checked.ok) {
    const faults = checked.faults.map((fault) => `${fault.pointer || '/'} ${fault.detail}`);
    throw new Error(`${name} with a body that is not the declared one: ${faults.join('; ')}`);
  }
}

function asSent(answer: Answer | BytesAnswer): unknown {
  const text = 'bytes' in answer ? textOf(answer.bytes) : JSON.stringify(answer.body);
  return text === undefined ? undefined : JSON.parse(text);
}
