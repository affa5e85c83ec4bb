import type { ByteSpan } from '#application/media/ports.ts';

const ONE_RANGE = /^bytes=\s*(\d*)-(\d*)\s*$/i;

/** What a Range header asks of a representation of `size` bytes. */
export type RangeOutcome = { kind: 'whole' } | { kind: 'part'; span: ByteSpan } | { kind: 'unsatisfiable' };

const whole: RangeOutcome = { kind: 'whole' };

/**
 * RFC 9110 § 14. One range is honoured; several, another unit, or something that is no range at all is answered with the
 * whole, which is always allowed and cannot be used to make us send more than was stored.
 */
export function rangeOf(header: string | undefined, size: number): RangeOutcome {
  if (header === undefined || size === 0) return whole;
  const match = ONE_RANGE.exec(header);
  if (!match) return whole;
  const [, first = '', last = ''] = match;
  if (first === '') return last === '' ? whole : suffix(Number(last), size);
  if (last !== '' && BigInt(last) < BigInt(first)) return whole;
  const start = Number(first);
  if (start >= size) return { kind: 'unsatisfiable' };
  return { kind: 'part', span: { start, end: last === '' ? size - 1 : Math.min(Number(last), size - 1) } };
}

function suffix(length: number, size: number): RangeOutcome {
  if (length === 0) return { kind: 'unsatisfiable' };
  return { kind: 'part', span: { start: Math.max(0, size - length), end: size - 1 } };
}
