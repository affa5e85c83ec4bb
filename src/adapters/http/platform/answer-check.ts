import { DomainError } from '#domain/shared/domain-error.ts';
import { type Answer, type AnswerHeaders, type BytesAnswer, textOf } from '../answer.ts';
import { type ResponseHeader, responseHeaders } from '../response-headers.ts';
import type { AnswerDeclaration } from '../route.ts';
import { HttpRefusal } from './http-errors.ts';
import type { MountedRoute } from './mounted-route.ts';
import { problemContentType, statusOf } from './problem.ts';
import { contentTypesOf, headersOf } from './route-answers.ts';
import { refusalsOf } from './route-refusals.ts';
import { validate } from './validation.ts';

const documentable = new Map(Object.keys(responseHeaders).map((name) => [name.toLowerCase(), name as ResponseHeader]));

/** What a route answers, or refuses, held against its declaration. */
export async function holdToDeclaration(mounted: MountedRoute, running: Promise<Answer | BytesAnswer | undefined>): typeof running {
  try {
    const answer = await running;
    if (answer) checkAnswer(mounted, answer);
    return answer;
  } catch (error) {
    checkRefusal(mounted, error);
    throw error;
  }
}

/** @throws when an answer is not what its route declares: a fault of ours, to be found by tests. */
export function checkAnswer(mounted: MountedRoute, answer: Answer | BytesAnswer): void {
  const sent = textOf(answer);
  const headers = sent === undefined ? answer.headers : { 'content-type': 'application/json', ...answer.headers };
  const { schema, contentType = 'application/json' } = checkHead(mounted, answer.status, headers);
  if (!schema || (sent !== undefined && typeOf(headers) !== contentType)) return;
  const checked = validate(schema, sent === undefined ? undefined : JSON.parse(sent));
  if (checked.ok) return;
  const faults = checked.faults.map((fault) => `${fault.pointer || '/'} ${fault.detail}`);
  throw new Error(`${named(mounted, answer.status)} with a body that is not the declared one: ${faults.join('; ')}`);
}

/** @throws when what goes before the body is not declared. Answers with the declaration. */
export function checkHead(mounted: MountedRoute, status: number, headers: AnswerHeaders): AnswerDeclaration {
  const answered = named(mounted, status);
  const declared = mounted.answers.get(status);
  if (!declared) throw new Error(`${answered}, which it does not declare`);
  const type = status === 304 ? undefined : typeOf(headers);
  if (type !== undefined && !contentTypesOf(declared).some((range) => isOf(range, type)))
    throw new Error(`${answered} as ${type}, which it does not declare`);
  const known = headersOf(mounted.route, status);
  for (const name of Object.keys(headers)) {
    const header = documentable.get(name.toLowerCase());
    if (header && !known.has(header)) throw new Error(`${answered} with ${header}, which it does not declare`);
  }
  return declared;
}

const named = ({ method, path }: MountedRoute, status: number): string => `${method} ${path} answered ${status}`;
const isOf = (range: string, type: string): boolean => type === range || (range.endsWith('/*') && type.startsWith(range.slice(0, -1)));
const typeOf = (headers: AnswerHeaders): string | undefined => headers['content-type']?.toString().split(';')[0];

const ofProviders: ReadonlySet<string> = new Set(['payment-refused', 'provider-failed']);

/** @throws when a refusal is not among those that its route declares. Providers bring codes of their own; a page shows none. */
export function checkRefusal(mounted: MountedRoute, error: unknown): void {
  const { route, method, path, answers } = mounted;
  if (error instanceof HttpRefusal) checkHead(mounted, error.status, { 'content-type': problemContentType, ...error.headers });
  if (!(error instanceof DomainError) || answers.get(statusOf[error.kind])?.contentType === 'text/html') return;
  const declared = refusalsOf(route).get(statusOf[error.kind]);
  if (declared?.has(error.code) || (declared && ofProviders.has(error.kind))) return;
  throw new Error(`${method} ${path} refused with ${error.kind} ${error.code}, which it does not declare`, { cause: error });
}
