export type AnswerHeaders = Record<string, string | number>;

/** What a handler answers: a status that its route declares and the body of that status, written as JSON. */
export type Answer<Status extends number = number, Body = unknown> = { status: Status; body: Body; headers: AnswerHeaders };

/** An answer that is serialised already; JSON unless its headers name another `content-type`. */
export type BytesAnswer<Status extends number = number> = { status: Status; bytes: Uint8Array | string; headers: AnswerHeaders };

export function answer<Status extends number>(status: Status): Answer<Status, undefined>;
export function answer<Status extends number, const Body>(status: Status, body: Body, headers?: AnswerHeaders): Answer<Status, Body>;
export function answer(status: number, body?: unknown, headers: AnswerHeaders = {}): Answer {
  return { status, body, headers };
}

/**
 * For hot lists that keep their JSON, and for anything that is not JSON. A string leaves in one write with the headers,
 * which is the faster of the two for text.
 */
export function answerBytes<Status extends number>(
  status: Status,
  bytes: Uint8Array | string,
  headers: AnswerHeaders = {},
): BytesAnswer<Status> {
  return { status, bytes, headers };
}

/** A page of ours: no script runs in it, and its forms go back to this server only. */
export function answerHtml<Status extends number>(
  status: Status,
  html: string,
  headers?: AnswerHeaders,
): Status extends number ? BytesAnswer<Status> : never;
export function answerHtml(status: number, html: string, headers: AnswerHeaders = {}): BytesAnswer {
  return {
    status,
    bytes: html,
    headers: { 'content-type': 'text/html; charset=utf-8', 'content-security-policy': pagePolicy, ...headers },
  };
}

const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** What an answer says, as it is sent; nothing where it has no body. */
export function contentOf(answer: Answer | BytesAnswer): string | Uint8Array | undefined {
  return 'bytes' in answer ? answer.bytes : JSON.stringify(answer.body);
}

export function textOf(answer: Answer | BytesAnswer): string | undefined {
  const content = contentOf(answer);
  return content instanceof Uint8Array ? Buffer.from(content).toString() : content;
}

export function isAnswer(value: unknown): value is Answer | BytesAnswer {
  return typeof value === 'object' && value !== null && 'status' in value && 'headers' in value && ('body' in value || 'bytes' in value);
}
