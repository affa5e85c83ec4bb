import type { Outcome, ProviderFailure } from '#application/shared/payment-provider.ts';

const MESSAGE_LENGTH = 500;

export function accepted<T>(value: T): Outcome<T> {
  return { outcome: 'accepted', value };
}

export function declined<T>(code: string, message: string): Outcome<T> {
  return { outcome: 'declined', failure: failureOf(code, message) };
}

/** It is this installation that was refused, and nobody's card. */
export function declinedToUs<T>(code: string, message: string): Outcome<T> {
  return { outcome: 'declined', failure: { ...failureOf(code, message), ours: true } };
}

export function unknown<T>(cause: unknown): Outcome<T> {
  return { outcome: 'unknown', cause };
}

/** An answer for something else than was asked for says nothing of it: that has to be looked up by our own id. */
export function acceptedWhen<T>(isThis: (value: T) => boolean, value: T): Outcome<T> {
  return isThis(value) ? accepted(value) : unknown(new Error('the provider answered for something else than was asked for'));
}

function failureOf(code: string, message: string): ProviderFailure {
  return { code: code.slice(0, 100), message: message.slice(0, MESSAGE_LENGTH) };
}
