import { Forbidden } from '#application/shared/errors.ts';
import { type Answer, type AnswerHeaders, answer, answerHtml, type BytesAnswer } from '../answer.ts';
import { type Html, html } from '../html.ts';
import type { PageArea } from '../platform/page-area.ts';
import type { ProblemBody } from '../platform/problem.ts';
import type { AnswerDeclaration, RequestContext } from '../route.ts';
import { type Content, consoleFrame, type Paths } from './console-frame.ts';
import { consolePath } from './console-path.ts';
import type { ConsoleSessions, Operator } from './console-sessions.ts';
import { isSameOrigin } from './same-origin.ts';

type Deps = { sessions: ConsoleSessions; publicUrl: string };

/** Of forms. A page is asked for by `to`, and what it posts carries `formToken`. */
export type Visit = { operator: Operator; to: Paths; formToken: Html };

const statuses = [200, 303, 400, 401, 402, 403, 404, 409, 410, 413, 415, 422, 429, 500, 502, 503] as const;
export type ConsoleStatus = (typeof statuses)[number];
export type ConsoleAnswer = { [Status in ConsoleStatus]: BytesAnswer<Status> }[ConsoleStatus] | Answer<303, undefined>;

const elsewhere: AnswerDeclaration = { description: 'The way to another page', headers: ['Location'] };

/** What every route of the console may answer: a page, the way to another one, or a page that says why not. */
export const consoleAnswers = Object.fromEntries(
  statuses.map((status) => [status, status === 303 ? elsewhere : { description: 'A page', contentType: 'text/html' }]),
) as Record<ConsoleStatus, AnswerDeclaration>;

const pageHeaders: AnswerHeaders = {
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  // Without an origin a post of our own forms could not be told from others.
  'referrer-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};

/** Lets operators in, and shows everybody else the way out. What it throws is shown as its `refusal`. */
export class ConsoleDoor implements PageArea {
  readonly under = consolePath;
  readonly #deps: Deps;
  /** Where the console is: behind a proxy that adds a prefix, under that. */
  readonly to: Paths;

  constructor(deps: Deps) {
    this.#deps = deps;
    const prefix = new URL(deps.publicUrl).pathname.replace(/\/$/, '');
    this.to = (path) => prefix + this.under + path;
  }

  /** A page for an operator. */
  async show(context: RequestContext, render: (visit: Visit) => Promise<Content>): Promise<ConsoleAnswer> {
    const operator = await this.#deps.sessions.read(context.headers);
    if (!operator) return this.go('/login');
    return this.page(200, await render(this.#visit(operator)), operator, {
      'set-cookie': this.#deps.sessions.cookie(operator.accessToken),
    });
  }

  /** What an operator's form does. A post that is not of our making does nothing. */
  async act(
    { context, body }: { context: RequestContext; body: Buffer },
    run: (visit: Visit) => Promise<{ go: string } | Content>,
  ): Promise<ConsoleAnswer> {
    this.refuseForeign(context);
    const operator = await this.#deps.sessions.read(context.headers);
    if (!operator) return this.go('/login');
    const form = new URLSearchParams(body.toString('utf8'));
    if (!this.#deps.sessions.isGenuine(operator, form.get('form_token') ?? ''))
      throw new Forbidden('this form was made for another session: go back, reload the page and try again');
    const outcome = await run(this.#visit(operator));
    return 'go' in outcome ? this.go(outcome.go) : this.page(200, outcome, operator);
  }

  /** @throws {Forbidden} for a form on somebody else's page. */
  refuseForeign({ headers }: RequestContext): void {
    if (!isSameOrigin(headers, this.#deps.publicUrl)) throw new Forbidden('this form was not sent by a page of this server');
  }

  page(status: ConsoleStatus, content: Content, operator: Operator | null, headers: AnswerHeaders = {}): ConsoleAnswer {
    return answerHtml(status, this.#framed(content, operator), { ...pageHeaders, ...headers });
  }

  go(path: string, headers: AnswerHeaders = {}): ConsoleAnswer {
    return answer(303, undefined, { location: this.to(path), ...headers });
  }

  refusal({ status, detail, errors, request_id: requestId }: ProblemBody): BytesAnswer {
    const faults = errors?.map((fault) => html`<li><code>${fault.pointer.slice(1)}</code> ${fault.detail}</li>`);
    const body = html`<p class="notice bad">${sentence(detail)}</p>${faults && html`<ul>${faults}</ul>`}
<p><a href="${this.to('')}">To the dashboard</a></p><p><small>Request <code>${requestId}</code></small></p>`;
    const title = titleOf[status] ?? 'That did not work';
    return answerHtml(status, this.#framed({ title, place: null, body }, null), pageHeaders);
  }

  #framed(content: Content, operator: Operator | null): string {
    const formToken = operator && hiddenToken(operator);
    return consoleFrame({ ...content, to: this.to, name: operator?.name ?? null, formToken });
  }

  #visit(operator: Operator): Visit {
    return { operator, to: this.to, formToken: hiddenToken(operator) };
  }
}

const titleOf: Record<number, string> = { 403: 'You may not do this', 404: 'There is no such thing' };
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
const hiddenToken = ({ formToken }: Operator): Html => html`<input type="hidden" name="form_token" value="${formToken}">`;
