import { accepted, acceptedWhen, declined, declinedToUs, unknown } from '#adapters/payments/outcomes.ts';
import type { Outcome } from '#application/shared/payment-provider.ts';
import { type HyperswitchAnswer, HyperswitchSilent } from './hyperswitch-client.ts';

const UNKNOWN_OBJECT = ['HE_02', 'HE_04'];

/** What a read answered; null when Hyperswitch knows no such object. @throws when it would not say. */
export function readKnown<T>(answer: HyperswitchAnswer, read: (body: unknown) => T): T | null {
  if (answer.ok) return readSensible(answer.body, read);
  if (answer.status === 404 && UNKNOWN_OBJECT.includes(answer.code)) return null;
  throw new Error(`Hyperswitch refused to be read: ${answer.status} ${answer.code} ${answer.message}`);
}

function readSensible<T>(body: unknown, read: (body: unknown) => T): T {
  try {
    return read(body);
  } catch (cause) {
    throw new HyperswitchSilent('Hyperswitch answered with something that is not in its documentation', { cause });
  }
}

type Movement<T> = {
  send(): Promise<HyperswitchAnswer>;
  read(body: unknown): T;
  find(): Promise<T | null>;
  isThis(found: T): boolean;
  isDone?(found: T): boolean;
  /** Whether a refusal of our key ends it, though nothing can be read without one. */
  endsUnheard?: boolean;
};

/**
 * A refusal of this call says nothing of an earlier one with the same key, and `IR_13` may well be the echo of our own
 * refund: what the provider holds under our id decides.
 */
export async function settle<T>({ send, read, find, isThis, isDone = () => true, endsUnheard = false }: Movement<T>): Promise<Outcome<T>> {
  try {
    const answer = await send();
    if (answer.ok) return acceptedWhen(isThis, readSensible(answer.body, read));
    if (answer.blocked) return declined(answer.code, answer.message);
    if (endsUnheard && (answer.status === 401 || answer.status === 403)) return declinedToUs(answer.code, answer.message);
    const found = await find();
    if (found && !isThis(found)) return unknown(new Error(`another request was made under this key (${answer.code})`));
    if (found && isDone(found)) return accepted(found);
    if (answer.code === 'HE_01') return unknown(new Error('the id is taken, but nothing is known by it'));
    return answer.ours ? declinedToUs(answer.code, answer.message) : declined(answer.code, answer.message);
  } catch (cause) {
    return unknown(cause);
  }
}
