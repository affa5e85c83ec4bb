import { DomainError } from '#domain/shared/domain-error.ts';
import type { Answer, BytesAnswer } from '../answer.ts';
import { textOf } from './exchange.ts';
import type { MountedRoute } from './mounted-route.ts';
import { statusOf } from './problem.ts';
import { refusalsOf } from './route-refusals.ts';
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

const ofProviders: ReadonlySet<string> = new Set(['payment-refused', 'provider-failed']);

/** @throws when a refusal is not among those that its route declares. Providers bring codes of their own; a page shows none. */
export function checkRefusal({ route, method, path, answers }: MountedRoute, error: unknown): void {
  if (!(error instanceof DomainError) || answers.get(statusOf[error.kind])?.contentType === 'text/html') return;
  const declared = refusalsOf(route).get(statusOf[error.kind]);
  if (declared?.has(error.code) || (declared && ofProviders.has(error.kind))) return;
  throw new Error(`${method} ${path} refused with ${error.kind} ${error.code}, which it does not declare`, { cause: error });
}

function asSent(answer: Answer | BytesAnswer): unknown {
  const text = 'bytes' in answer ? textOf(answer.bytes) : JSON.stringify(answer.body);
  return text === undefined ? undefined : JSON.parse(text);
}
