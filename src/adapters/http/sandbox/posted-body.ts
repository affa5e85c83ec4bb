import type { z } from 'zod';
import { InvalidInput } from '#application/shared/errors.ts';
import { isOfKind } from '../platform/content-kinds.ts';
import { parseJson } from '../platform/json-body.ts';
import { validate } from '../platform/validation.ts';
import type { RequestContext } from '../route.ts';

/** Whether it is a browser that asks, whose person is to see a page. */
export const wantsPage = ({ headers }: RequestContext): boolean => headers.accept?.toLowerCase().includes('text/html') ?? false;

/** From a form, from JSON or from nothing. @throws {MalformedJson | InvalidInput} */
export function readPosted<Schema extends z.ZodObject>(schema: Schema, body: Buffer, { headers }: RequestContext): z.output<Schema> {
  const checked = validate(schema, sentIn(body, headers['content-type']));
  if (!checked.ok) throw new InvalidInput(checked.faults);
  return checked.value as z.output<Schema>;
}

function sentIn(body: Buffer, contentType: string | undefined): unknown {
  if (isOfKind('form', contentType)) return Object.fromEntries(new URLSearchParams(body.toString('utf8')));
  return body.length === 0 ? {} : parseJson(body);
}
