import type { Request } from 'express';
import { InvalidInput } from '#application/shared/errors.ts';
import type { FieldFault } from '#domain/shared/domain-error.ts';
import { refuseOtherKinds } from './content-kinds.ts';
import { MalformedJson } from './http-errors.ts';
import { refuseHostileJson } from './json-scan.ts';
import { pointerTo } from './pointer.ts';
import { hasBody, readBody } from './read-body.ts';

const MAX_BYTES = 100 * 1024;
const MAX_DEPTH = 32;
const MAY_HIDE_SOMETHING = /\\u|__proto__|"constructor"|"prototype"/;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What the body says, or undefined when there is none. Safe to walk, hash and store: see the refusals. */
export async function readJsonBody(request: Request): Promise<unknown> {
  if (!hasBody(request)) return undefined;
  refuseOtherKinds(request, ['json']);
  return parseJson(await readBody(request, MAX_BYTES));
}

/** What these bytes say, held to the same refusals. */
export function parseJson(bytes: Buffer): unknown {
  const text = decode(bytes);
  refuseHostileJson(text, MAX_DEPTH);
  const value = parse(text);
  if (MAY_HIDE_SOMETHING.test(text)) {
    const faults = [...hiddenFaults(value, [])];
    if (faults.length > 0) throw new InvalidInput(faults.slice(0, 50));
  }
  return value;
}

function decode(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw new MalformedJson('the body is not valid UTF-8', { cause });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedJson('the body is not valid JSON', { cause });
  }
}

/** Keys that reach for a prototype, and text that no database or other language can hold. */
function* hiddenFaults(value: unknown, path: PropertyKey[]): Generator<FieldFault> {
  if (typeof value === 'string') {
    if (!isStorable(value)) yield { pointer: pointerTo(path), detail: 'must not hold a NUL or half a surrogate pair' };
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) {
      const at = [...path, key];
      if (key === '__proto__' || key === 'constructor' || key === 'prototype' || !isStorable(key)) {
        yield { pointer: pointerTo(at).toWellFormed(), detail: 'is not a field of this request' };
      } else yield* hiddenFaults(part, at);
    }
  }
}

function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}
