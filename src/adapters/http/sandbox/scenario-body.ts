import { z } from 'zod';
import { type SandboxScenario, sandboxScenarios } from '#adapters/payments/sandbox/sandbox-webhooks.ts';
import { InvalidInput } from '#application/shared/errors.ts';
import { MalformedJson } from '../platform/http-errors.ts';
import { strictly } from '../platform/strictly.ts';
import { validate } from '../platform/validation.ts';
import type { RequestContext } from '../route.ts';

const outcome = z.object({ scenario: z.enum(sandboxScenarios).default('normal') });
const strictOutcome = strictly(outcome);

const isForm = ({ headers }: RequestContext): boolean =>
  headers['content-type']?.toLowerCase().startsWith('application/x-www-form-urlencoded') ?? false;

/** Whether it is a browser that asks, whose person is to see a page. */
export const wantsPage = ({ headers }: RequestContext): boolean => headers.accept?.toLowerCase().includes('text/html') ?? false;

/** From a form, from JSON or from nothing. @throws {MalformedJson | InvalidInput} */
export function readScenario(body: Buffer, context: RequestContext): SandboxScenario {
  const text = body.toString('utf8');
  const checked = validate(strictOutcome, isForm(context) ? Object.fromEntries(new URLSearchParams(text)) : parse(text));
  if (!checked.ok) throw new InvalidInput(checked.faults);
  return outcome.parse(checked.value).scenario;
}

function parse(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MalformedJson('the body is not valid JSON', { cause });
  }
}
