import assert from 'node:assert/strict';
import { z } from 'zod';
import { type Answer, type AnswerHeaders, answer, answerBytes, type BytesAnswer } from '#adapters/http/answer.ts';
import { checkAnswer, checkHead, checkRefusal } from '#adapters/http/platform/answer-check.ts';
import { MountedRoute } from '#adapters/http/platform/mounted-route.ts';
import { route } from '#adapters/http/route.ts';
import { PrometheusMetrics } from '#adapters/metrics/prometheus-metrics.ts';
import { DomainError, type ErrorKind } from '#domain/shared/domain-error.ts';
import { startHttpServer } from '#test/support/http-server.ts';

const declared = route({
  method: 'get',
  path: '/user',
  tag: 'test',
  summary: 'A test',
  access: 'public',
  answers: {
    200: { description: 'A user', schema: z.object({ id: z.string(), nested: z.object({ at: z.iso.datetime() }) }) },
    204: { description: 'None' },
  },
  handle: async () => answer(204),
});

describe('holding answers against their declarations', () => {
  const mounted = new MountedRoute(declared, new PrometheusMetrics());
  const check = (given: Answer | BytesAnswer) => () => checkAnswer(mounted, given);
  const user = { id: 'a', nested: { at: '2026-03-01T12:00:00.000Z' } };

  it('lets the declared through, as it is sent', () => {
    assert.doesNotThrow(check(answer(200, user)));
    assert.doesNotThrow(check(answer(200, { id: 'a', nested: { at: new Date() } })));
    assert.doesNotThrow(check(answerBytes(200, JSON.stringify(user))));
    assert.doesNotThrow(check(answerBytes(200, Buffer.from(JSON.stringify(user)))));
    assert.doesNotThrow(check(answer(204)));
  });

  it('finds a field too many, too few, or of another type', () => {
    assert.throws(check(answer(200, { ...user, password_hash: 'x' })), /\/password_hash is not a field/);
    assert.throws(check(answer(200, { ...user, nested: { ...user.nested, more: 1 } })), /\/nested\/more/);
    assert.throws(check(answer(200, { id: 'a' })), /\/nested is required/);
    assert.throws(check(answerBytes(200, '{"id":1}')), /GET \/api\/v1\/user answered 200 .* \/id/);
  });

  it('finds a status or a body that nobody declared', () => {
    assert.throws(check(answer(201, user)), /answered 201, which it does not declare/);
    assert.throws(check(answer(204, user)), /answered 204 as application\/json, which it does not declare/);
  });

  it('finds a content type that nobody declared, and takes any of a declared range', () => {
    const song = {
      ...declared,
      answers: { 200: { description: 'A song', contentType: 'audio/*', alsoAs: ['text/csv'] }, 304: { description: 'Known' } },
    };
    const head = (status: number, type: string) => () =>
      checkHead(new MountedRoute(song, new PrometheusMetrics()), status, { 'content-type': type });
    for (const type of ['audio/flac', 'text/csv; charset=utf-8']) assert.doesNotThrow(head(200, type));
    assert.throws(head(200, 'text/html'), /answered 200 as text\/html, which it does not declare/);
    assert.doesNotThrow(head(304, 'audio/flac'));
  });

  it('finds a header that nobody declared, among those that mean something to the caller', () => {
    const tagged = { ...declared, answers: { 200: { description: 'A user', headers: ['ETag'] } } } as const;
    const head = (headers: AnswerHeaders) => () => checkHead(new MountedRoute(tagged, new PrometheusMetrics()), 200, headers);
    assert.doesNotThrow(head({ etag: '"1"', 'x-request-id': 'a', 'cache-control': 'no-cache' }));
    assert.throws(head({ location: '/users/1' }), /answered 200 with Location, which it does not declare/);
  });

  it('finds a refusal that nobody declared, and lets those of every route and of providers through', () => {
    class Refusal extends DomainError {
      readonly kind: ErrorKind;
      readonly code: string;
      constructor(kind: ErrorKind, code: string) {
        super('no');
        this.kind = kind;
        this.code = code;
      }
    }
    const paid = new MountedRoute({ ...declared, refusals: { 'payment-refused': ['CARD_REFUSED'] } }, new PrometheusMetrics());
    assert.throws(() => checkRefusal(mounted, new Refusal('conflict', 'TAKEN')), /refused with conflict TAKEN, which it does not declare/);
    assert.throws(() => checkRefusal(mounted, new Refusal('payment-refused', 'CARD_REFUSED')), /does not declare/);
    assert.doesNotThrow(() => checkRefusal(mounted, new Refusal('invalid', 'VALIDATION_FAILED')));
    assert.doesNotThrow(() => checkRefusal(paid, new Refusal('payment-refused', 'DO_NOT_HONOUR')));
    assert.doesNotThrow(() => checkRefusal(mounted, new Error('a fault')));
  });

  it('makes the fault a 500 where it is asked to, and does nothing where it is not', async () => {
    const body: { id: string } = JSON.parse('{"id":"a","hash":"x"}');
    const leaking = route({
      method: 'get',
      path: '/leak',
      tag: 'test',
      summary: 'A test',
      access: 'public',
      answers: { 200: { description: 'A user', schema: z.object({ id: z.string() }) } },
      handle: async () => answer(200, body),
    });
    for (const [checkAnswers, status] of [
      [true, 500],
      [false, 200],
    ] as const) {
      const server = await startHttpServer([leaking], { checkAnswers });
      try {
        assert.equal((await server.fetch('/api/v1/leak')).status, status);
      } finally {
        await server.close();
      }
    }
  });
});
