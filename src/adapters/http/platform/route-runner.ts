import type { Authenticator } from '#application/identity/ports.ts';
import type { MaintenanceMode } from '#application/operations/maintenance.ts';
import type { Actor } from '#application/shared/actor.ts';
import { InvalidInput, NotFound } from '#application/shared/errors.ts';
import type { IdempotencyKeys } from '#application/shared/idempotency.ts';
import type { Clock, Ids } from '#application/shared/ports.ts';
import { type RateLimiter, type RateLimitPolicy, TooManyRequests } from '#application/shared/rate-limit.ts';
import { type Answer, type BytesAnswer, isAnswer } from '../answer.ts';
import type { Reply, RequestContext, RouteInput } from '../route.ts';
import { checkHead, holdToDeclaration } from './answer-check.ts';
import { admit } from './authentication.ts';
import { networkOf } from './client-address.ts';
import { refuseOtherKinds } from './content-kinds.ts';
import type { Exchange } from './exchange.ts';
import { InvalidQuery } from './http-errors.ts';
import { IdempotentRequests } from './idempotent-requests.ts';
import { readJsonBody } from './json-body.ts';
import { refuseUnder } from './maintenance-gate.ts';
import type { MountedRoute } from './mounted-route.ts';
import { readQuery } from './query.ts';
import { rateLimitHeaders } from './rate-limit-headers.ts';
import { readBody } from './read-body.ts';
import { validate } from './validation.ts';

export type RunnerDeps = {
  authenticator: Authenticator;
  idempotencyKeys: IdempotencyKeys;
  rateLimiter: RateLimiter;
  maintenance: MaintenanceMode;
  clock: Clock;
  ids: Ids;
  publicUrl: string;
  checkAnswers: boolean;
};

type Input = RouteInput & { actor: Actor | null };
type Answered = Answer | BytesAnswer | undefined;

/** Takes one request through its route: whether now, how often, who, what, then the handler. Whoever may not ask is not told what was wrong with it. */
export class RouteRunner {
  readonly #deps: RunnerDeps;
  readonly #idempotent: IdempotentRequests;

  constructor(deps: RunnerDeps) {
    this.#deps = deps;
    this.#idempotent = new IdempotentRequests(deps);
  }

  /** Answers nothing where the handler has answered by itself. */
  run(exchange: Exchange, mounted: MountedRoute, params: Record<string, string>): Promise<Answered> {
    const running = this.#run(exchange, mounted, params);
    return this.#deps.checkAnswers ? holdToDeclaration(mounted, running) : running;
  }

  async #run(exchange: Exchange, mounted: MountedRoute, params: Record<string, string>): Promise<Answered> {
    const { route } = mounted;
    const { request } = exchange;
    if (!mounted.servedDuringMaintenance) {
      const found = this.#deps.maintenance.current();
      refuseUnder(found instanceof Promise ? await found : found);
    }
    if (route.rateLimit) await this.#limit(exchange, route.rateLimit);
    const admitted = admit(route.access, request.headers.authorization, this.#deps.authenticator);
    const actor = admitted instanceof Promise ? await admitted : admitted;
    exchange.userId = actor?.userId ?? null;
    const context = contextOf(exchange, this.#deps.publicUrl);
    const input: Input = { context, actor, params: paramsOf(mounted, params), query: queryOf(mounted, request.url) };
    if (route.idempotency) return this.#runOnce(exchange, mounted, input, route.idempotency);
    if (route.kind === 'stream') Object.assign(input, { request, reply: this.#replyOf(exchange, mounted) });
    else if (route.kind === 'raw') input.body = await rawBodyOf(mounted, exchange);
    else if (mayHaveBody(mounted, request.method)) input.body = await bodyOf(mounted, exchange);
    const answer = await route.handle(input);
    return answer === undefined && route.kind === 'stream' ? undefined : answerOf(mounted, answer);
  }

  #replyOf(exchange: Exchange, mounted: MountedRoute): Reply {
    if (!this.#deps.checkAnswers) return exchange;
    const begin: Reply['begin'] = (status, headers) => {
      checkHead(mounted, status, headers);
      exchange.begin(status, headers);
    };
    return { target: exchange.target, begin };
  }

  async #limit(exchange: Exchange, policy: RateLimitPolicy): Promise<void> {
    const state = await this.#deps.rateLimiter.take(policy, networkOf(exchange.ip));
    if (!state.allowed) throw new TooManyRequests(policy, state.resetSeconds);
    Object.assign(exchange.headers, rateLimitHeaders(policy, state));
  }

  async #runOnce(exchange: Exchange, mounted: MountedRoute, input: Input, mode: 'required' | 'accepted'): Promise<Answered> {
    const { route } = mounted;
    const present = (result: unknown) => answerOf(mounted, route.present?.(result));
    const key = this.#idempotent.keyOf(exchange, mode);
    const body = await bodyOf(mounted, exchange);
    const once = await this.#idempotent.open({ exchange, route, actor: input.actor, key, body, present });
    const result = await route.handle({ ...input, body, once });
    if (this.#deps.checkAnswers && !once.finished) throw new Error(`${mounted.method} ${mounted.path} did not finish its once`);
    return present(result);
  }
}

function answerOf({ method, path }: MountedRoute, answer: unknown): Answer | BytesAnswer {
  if (!isAnswer(answer)) throw new TypeError(`${method} ${path} gave no answer`);
  return answer;
}

function contextOf({ request: { headers }, requestId, ip }: Exchange, publicUrl: string): RequestContext {
  return { requestId, ip, userAgent: headers['user-agent'] ?? '', headers, url: (path) => publicUrl + path };
}

function paramsOf(mounted: MountedRoute, params: Record<string, string>): unknown {
  if (!mounted.params) return undefined;
  const checked = validate(mounted.params, params);
  if (!checked.ok) throw new NotFound('resource');
  return checked.value;
}

function queryOf(mounted: MountedRoute, url: string): unknown {
  if (!mounted.query) return undefined;
  const { values, faults } = readQuery(url);
  const checked = faults.length > 0 ? { ok: false as const, faults } : validate(mounted.query, values);
  if (checked.ok) return checked.value;
  throw mounted.route.queryFaults === 'rejected' ? new InvalidQuery(checked.faults) : new InvalidInput(checked.faults);
}

function mayHaveBody(mounted: MountedRoute, method: string): boolean {
  return mounted.takesBody || (method !== 'GET' && method !== 'HEAD');
}

function rawBodyOf({ route }: MountedRoute, { request }: Exchange): Promise<Buffer> {
  if (route.accepts) refuseOtherKinds(request, route.accepts);
  return readBody(request, route.maxBytes ?? 0);
}

/** A route without a schema takes no body, or an empty object. */
async function bodyOf(mounted: MountedRoute, exchange: Exchange): Promise<unknown> {
  const body = await readJsonBody(exchange.request);
  if (!mounted.takesBody && body === undefined) return undefined;
  const checked = validate(mounted.body, body);
  if (!checked.ok) throw new InvalidInput(checked.faults);
  return mounted.takesBody ? checked.value : undefined;
}
