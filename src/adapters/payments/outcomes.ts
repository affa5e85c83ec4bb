import type { Outcome } from '#application/shared/payment-provider.ts';

const MESSAGE_LENGTH = 500;

export function accepted<T>(value: T): Outcome<T> {
  return { outcome: 'accepted', value };
}

export function declined<T>(code: string, message: string): Outcome<T> {
  return { outcome: 'declined', failure: { code: code.slice(0, 100), message: message.slice(0, MESSAGE_LENGTH) } };
}

export function unknown<T>(cause: unknown): Outcome<T> {
  return { outcome: 'unknown', cause };
}
