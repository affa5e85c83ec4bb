import assert from 'node:assert/strict';
import { PinoLog } from '#adapters/logging/pino-log.ts';
import { requestContext } from '#adapters/logging/request-context.ts';

describe('the log', () => {
  let written: string;
  let log: PinoLog;
  beforeEach(() => {
    written = '';
    log = new PinoLog({
      level: 'info',
      destination: {
        write: (line) => {
          written += line;
        },
      },
    });
  });

  const line = (): Record<string, unknown> => JSON.parse(written);

  it('writes one JSON object a line, with its level, time and event', () => {
    log.warn('payment_slow', { order_id: 'o-1', ms: 1200 });
    const { time, ...rest } = line();
    assert.deepEqual(rest, { level: 'warn', event: 'payment_slow', order_id: 'o-1', ms: 1200 });
    assert.match(String(time), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(written.split('\n').length, 2);
  });

  it('waits for the end of the process once, however many there are of it', () => {
    const before = process.listenerCount('exit');
    for (let made = 0; made < 3; made += 1) new PinoLog({ level: 'silent' });
    assert(process.listenerCount('exit') <= before + 1);
  });

  it('carries the id of the request that it speaks for', async () => {
    await requestContext.run({ requestId: 'r-1', ip: '192.0.2.7' }, async () => {
      await Promise.resolve();
      log.info('order_placed');
    });
    assert.equal(line()['request_id'], 'r-1');
  });

  for (const name of [
    'authorization',
    'Authorization',
    'cookie',
    'set-cookie',
    'x-api-key',
    'apiKey',
    'api_key',
    'password',
    'password_hash',
    'newPassword',
    'token',
    'accessToken',
    'refresh_token',
    'client_secret',
    'webhookSecret',
    'privateKey',
    'email',
    'mail',
    'new_email',
    'iban',
  ]) {
    it(`keeps what is called ${name} to itself, however deep`, () => {
      log.info('something', { [name]: 'hush', list: [{ deep: { [name]: { even: 'hush' } } }] });
      assert.doesNotMatch(written, /hush/);
    });
  }

  it('keeps mail addresses to itself wherever they turn up', () => {
    log.error('mail_failed', {
      reason: 'no such user <mila.o+x@music.example> at relay',
      error: new Error('550 mila@music.example unknown'),
    });
    assert.doesNotMatch(written, /mila|music\.example/);
    assert.match(written, /no such user <\[address\]> at relay/);
  });

  it('tells of an error its type, code, stack and cause', () => {
    const cause = Object.assign(new TypeError('no route'), { code: 'EHOSTUNREACH' });
    log.error('call_failed', { error: new Error('the provider is away', { cause }) });
    const error = Object(line()['error']);
    assert.deepEqual(
      [error.type, error.message, error.cause.type, error.cause.code],
      ['Error', 'the provider is away', 'TypeError', 'EHOSTUNREACH'],
    );
    assert.match(error.stack, /pino-log\.test\.ts/);
  });

  it('writes anything it is given, on one line', () => {
    const circle: Record<string, unknown> = { amount: 12n, bytes: Buffer.alloc(9), text: 'two\nlines\u2028', long: 'x'.repeat(100_000) };
    circle['self'] = circle;
    log.info('odd', circle);
    const { amount, bytes, text } = line();
    assert.deepEqual([amount, bytes, text], ['12', '[9 bytes]', 'two\nlines\u2028']);
    assert.ok(written.length < 100_000);
    assert.equal(written.trimEnd().includes('\n'), false);
  });

  it('says nothing below its level', () => {
    const quiet = new PinoLog({
      level: 'error',
      destination: {
        write: (text) => {
          written += text;
        },
      },
    });
    quiet.info('a');
    quiet.warn('b');
    assert.equal(written, '');
  });
});
