import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Config, InvalidConfiguration, readConfig } from '#bootstrap/config.ts';
import { environmentSchema } from '#bootstrap/config-schema.ts';

const privateKey = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

const production = {
  NODE_ENV: 'production',
  PUBLIC_URL: 'https://music.example/',
  DATABASE_URL: 'postgres://veza@db/veza',
  JWT_PRIVATE_KEY: privateKey,
  MAILER: 'smtp',
  SMTP_HOST: 'mail.example',
  PAYMENT_PROVIDER: 'none',
  TRANSFER_PROVIDER: 'none',
};

describe('reading the configuration', () => {
  let dataDir: string;
  const read = (variables: Record<string, string | undefined> = {}, warn: (message: string) => void = assert.fail): Config =>
    readConfig({ DATA_DIR: dataDir, ...variables }, warn);
  const faultsOf = (variables: Record<string, string | undefined>): string[] => {
    try {
      read(variables);
    } catch (error) {
      assert.ok(error instanceof InvalidConfiguration, String(error));
      return error.faults;
    }
    assert.fail('the configuration was accepted');
  };

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'veza-config-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  it('says in plain words what is wrong with any variable', () => {
    for (const name of Object.keys(environmentSchema.omit({ DATA_DIR: true }).shape)) {
      for (const value of ['\0', '-1', '99999999999999999999', 'no such thing']) {
        try {
          read({ [name]: value }, () => undefined);
        } catch (error) {
          assert.ok(error instanceof InvalidConfiguration, String(error));
          for (const fault of error.faults)
            assert.match(fault, /^[A-Z0-9_=]+(: (entry 1 )?must (be|begin) | must not be | needs | is required | serves )/);
        }
      }
    }
  });

  it('needs no variable in development', () => {
    const config = read();
    assert.deepEqual(config.database, { dialect: 'sqlite', path: join(dataDir, 'veza.sqlite') });
    assert.deepEqual([config.PORT, config.PUBLIC_URL, config.JWT_ISSUER], [8080, 'http://localhost:8080', 'veza']);
    assert.deepEqual([config.QUEUE, config.PAYMENT_PROVIDER, config.TRANSFER_PROVIDER], ['embedded', 'sandbox', 'sandbox']);
  });

  it('has instances on two ports believe each other’s access tokens', () => {
    assert.equal(read({ PORT: '18861' }).JWT_ISSUER, read({ PORT: '18862' }).JWT_ISSUER);
  });

  it('names the public URL as the issuer of access tokens, unless it is told another', () => {
    const PUBLIC_URL = 'https://music.example/';
    assert.equal(read({ PUBLIC_URL }).JWT_ISSUER, 'https://music.example');
    assert.equal(read({ PUBLIC_URL, JWT_ISSUER: 'music' }).JWT_ISSUER, 'music');
  });

  it('makes the secrets that it was not given once, and keeps them', () => {
    const first = read().secrets;
    assert.deepEqual(read().secrets, first);
    assert.equal(read({ SANDBOX_WEBHOOK_SECRET: 'a-secret-of-our-own' }).secrets.sandboxWebhookSecret, 'a-secret-of-our-own');
  });

  it('takes what adapters that are still to come will read, and says once that it has no effect', () => {
    const warnings: string[] = [];
    const given = {
      REDIS_URL: 'redis://cache:6379/1',
      S3_BUCKET: 'music',
      S3_FORCE_PATH_STYLE: 'true',
      ELASTICSEARCH_URL: 'https://search.example/',
    };
    const config = read(given, (message) => warnings.push(message));
    assert.deepEqual([config.S3_BUCKET, config.ELASTICSEARCH_URL], ['music', 'https://search.example']);
    assert.deepEqual(warnings, ['REDIS_URL, S3_BUCKET, S3_FORCE_PATH_STYLE, ELASTICSEARCH_URL have no effect: nothing reads them yet']);
    assert.deepEqual(faultsOf({ REDIS_URL: 'cache', S3_ENDPOINT: 'minio', S3_FORCE_PATH_STYLE: 'yes', CLOUDFRONT_PRIVATE_KEY: 'x' }), [
      'REDIS_URL: must begin with redis:// or rediss://',
      'S3_ENDPOINT: must be a URL that begins with http:// or https://',
      'S3_FORCE_PATH_STYLE: must be true or false',
      'CLOUDFRONT_PRIVATE_KEY: must be a private key in PEM',
    ]);
  });

  it('takes an empty variable for one that is not set', () => {
    assert.equal(read({ PORT: '', SMTP_HOST: '' }).PORT, 8080);
  });

  it('takes a blank one for one that is not set, so that no secret consists of spaces', () => {
    const given = {
      PAYMENT_PROVIDER: 'hyperswitch',
      HYPERSWITCH_URL: 'http://pay',
      HYPERSWITCH_API_KEY: '\t',
      HYPERSWITCH_WEBHOOK_SECRET: ' ',
    };
    assert.deepEqual(faultsOf(given), [
      'HYPERSWITCH_API_KEY is required with PAYMENT_PROVIDER=hyperswitch',
      'HYPERSWITCH_WEBHOOK_SECRET is required with PAYMENT_PROVIDER=hyperswitch',
    ]);
    const { METRICS_TOKEN, SMTP_FROM, secrets } = read({
      METRICS_TOKEN: ' '.repeat(16),
      SMTP_FROM: ' ',
      SANDBOX_WEBHOOK_SECRET: '\n'.repeat(16),
    });
    assert.deepEqual([METRICS_TOKEN, SMTP_FROM, secrets.sandboxWebhookSecret.trim().length], [undefined, 'no-reply@localhost', 64]);
  });

  it('lists every fault at once, each with its variable', () => {
    const faults = faultsOf({ PORT: 'eighty', LOG_LEVEL: 'loud', REVERSAL_ENABLED: 'yes', MAILER: 'smtp', PAYMENT_PROVIDER: 'stripe' });
    assert.deepEqual(faults, [
      'PORT: must be a whole number from 0 to 65535',
      'LOG_LEVEL: must be one of trace, debug, info, warn, error, silent',
      'REVERSAL_ENABLED: must be true or false',
      'STRIPE_SECRET_KEY is required with PAYMENT_PROVIDER=stripe',
      'STRIPE_WEBHOOK_SECRET is required with PAYMENT_PROVIDER=stripe',
      'SMTP_HOST is required with MAILER=smtp',
    ]);
  });

  it('remembers idempotency keys for a day at least', () => {
    assert.equal(read({ IDEMPOTENCY_KEY_RETENTION: '24h' }).IDEMPOTENCY_KEY_RETENTION, 86_400_000);
    for (const wrong of ['23h', '3651d']) {
      assert.deepEqual(faultsOf({ IDEMPOTENCY_KEY_RETENTION: wrong }), ['IDEMPOTENCY_KEY_RETENTION: must be from 24h to 3650d']);
    }
  });

  it('takes no duration that a date or a timer cannot have', () => {
    assert.deepEqual(faultsOf({ ORDER_EXPIRES_AFTER: '3651d', PAYOUT_CHECK_INTERVAL: '999999999999d', SHUTDOWN_TIMEOUT: '25h' }), [
      'SHUTDOWN_TIMEOUT: must be from 0s to 24h',
      'ORDER_EXPIRES_AFTER: must be from 0s to 3650d',
      'PAYOUT_CHECK_INTERVAL: must be from 0s to 3650d',
    ]);
  });

  it('says one thing of a variable that is there and wrong: not that it is missing, too', () => {
    const faults = faultsOf({ ...production, JWT_PRIVATE_KEY: 'not a key', DATABASE_URL: 'mysql://db' });
    assert.deepEqual(faults, [
      'DATABASE_URL: must begin with sqlite: or postgres://',
      'JWT_PRIVATE_KEY: must be an Ed25519 private key in PKCS #8 PEM',
    ]);
  });

  it('never repeats a value in a fault: it may be a secret', () => {
    const { message } = new InvalidConfiguration(faultsOf({ METRICS_TOKEN: 'hunter2', JWT_PRIVATE_KEY: 'hunter2' }));
    assert.doesNotMatch(message, /hunter2/);
    assert.match(message, /^the configuration has 2 faults:\n {2}- /);
  });

  for (const wrong of ['-1', '1.5', '1e3', '65536', '0x50', ' 80', '99999999999999999999']) {
    it(`refuses the port ${wrong}`, () => assert.equal(faultsOf({ PORT: wrong }).length, 1));
  }

  it('reads durations in each of their units', () => {
    const milliseconds = (text: string) => read({ RECONCILE_INTERVAL: text }).RECONCILE_INTERVAL;
    assert.deepEqual(['500ms', '30s', '15m', '1h', '14d'].map(milliseconds), [500, 30_000, 900_000, 3_600_000, 1_209_600_000]);
    for (const wrong of ['15', 'm', '1.5h', '-1s', '1w', '1h30m']) assert.equal(faultsOf({ RECONCILE_INTERVAL: wrong }).length, 1, wrong);
  });
});

describe('configuring the database', () => {
  const databaseOf = (url: string, more: Record<string, string> = {}) => {
    const { database, QUEUE } = readConfig({
      JWT_PRIVATE_KEY: privateKey,
      SANDBOX_WEBHOOK_SECRET: 'a'.repeat(16),
      DATABASE_URL: url,
      ...more,
    });
    return { ...database, QUEUE };
  };

  it('understands SQLite paths, relative and absolute, and one in memory', () => {
    assert.deepEqual(databaseOf('sqlite:data/x.sqlite'), { dialect: 'sqlite', path: resolve('data/x.sqlite'), QUEUE: 'embedded' });
    assert.deepEqual(databaseOf('sqlite:/srv/x.sqlite'), { dialect: 'sqlite', path: '/srv/x.sqlite', QUEUE: 'embedded' });
    assert.deepEqual(databaseOf('sqlite:///srv/x.sqlite'), { dialect: 'sqlite', path: '/srv/x.sqlite', QUEUE: 'embedded' });
    assert.deepEqual(databaseOf('sqlite::memory:'), { dialect: 'sqlite', path: ':memory:', QUEUE: 'embedded' });
  });

  it('refuses an address that names no file, and one that names no database', () => {
    for (const url of ['sqlite:', 'sqlite://', 'sqlite:///'])
      assert.throws(() => databaseOf(url), /DATABASE_URL: must name a file, as in sqlite:\.\/var\/veza\.sqlite/, url);
    for (const url of ['postgres://', 'postgresql://', 'postgres://veza@db', 'postgres://veza@db/', 'postgres://veza@db:port/veza'])
      assert.throws(() => databaseOf(url), /DATABASE_URL: must name a database, as in postgres:\/\/USER:PASSWORD@HOST\/DATABASE/, url);
  });

  for (const scheme of ['postgres', 'postgresql']) {
    it(`understands ${scheme}:// and chooses the queue that goes with it`, () => {
      const url = `${scheme}://veza@db/veza`;
      assert.deepEqual(databaseOf(url, { DATABASE_POOL_SIZE: '4' }), { dialect: 'postgres', url, poolSize: 4, QUEUE: 'pg-boss' });
    });
  }

  for (const [pairing, variables] of [
    ['pg-boss on SQLite', { DATABASE_URL: 'sqlite:x.sqlite', QUEUE: 'pg-boss' }],
    ['the embedded queue on PostgreSQL', { DATABASE_URL: 'postgres://db/veza', QUEUE: 'embedded' }],
    ['workers elsewhere on SQLite', { DATABASE_URL: 'sqlite:x.sqlite', WORKERS: 'off' }],
  ] as const) {
    it(`refuses ${pairing}`, () => assert.throws(() => readConfig(variables), InvalidConfiguration));
  }
});

describe('configuring production', () => {
  it('starts with what it needs, and writes no secret of its own', () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'veza-config-'));
    const config = readConfig({ ...production, DATA_DIR: dataDir });
    assert.deepEqual([config.PUBLIC_URL, config.PAYMENT_PROVIDER], ['https://music.example', 'none']);
    assert.deepEqual(readdirSync(dataDir), []);
    rmSync(dataDir, { recursive: true });
  });

  for (const name of ['PUBLIC_URL', 'DATABASE_URL', 'JWT_PRIVATE_KEY', 'PAYMENT_PROVIDER', 'TRANSFER_PROVIDER', 'SMTP_HOST'] as const) {
    it(`does not start without ${name}`, () => {
      assert.throws(() => readConfig({ ...production, [name]: undefined }), new RegExp(`- ${name} is required`));
    });
  }

  it('does not pay sellers by Stripe without a secret to believe its webhooks by', () => {
    const paying = { ...production, TRANSFER_PROVIDER: 'stripe-connect', STRIPE_SECRET_KEY: 'sk_live_x' };
    assert.throws(() => readConfig(paying), /- STRIPE_CONNECT_WEBHOOK_SECRET is required with TRANSFER_PROVIDER=stripe-connect/);
    for (const name of ['STRIPE_CONNECT_WEBHOOK_SECRET', 'STRIPE_WEBHOOK_SECRET'])
      assert.equal(readConfig({ ...paying, [name]: 'whsec_x' }).TRANSFER_PROVIDER, 'stripe-connect');
  });

  for (const [name, value] of [
    ['PAYMENT_PROVIDER', 'sandbox'],
    ['TRANSFER_PROVIDER', 'sandbox'],
    ['MAILER', 'folder'],
    ['MAILER', 'memory'],
    ['STORAGE_BACKEND', 'memory'],
  ] as const) {
    it(`refuses ${name}=${value}`, () => {
      assert.throws(() => readConfig({ ...production, [name]: value }), new RegExp(`- ${name} must`));
    });
  }
});

describe('a variable under its old name', () => {
  const read = (variables: Record<string, string>) => {
    const warnings: string[] = [];
    const given = { JWT_PRIVATE_KEY: privateKey, SANDBOX_WEBHOOK_SECRET: 'a'.repeat(16), ...variables };
    return { config: readConfig(given, (message) => warnings.push(message)), warnings };
  };

  it('still works, with one warning each', () => {
    const { config, warnings } = read({ SMTP_USER: 'ada', FROM_EMAIL: 'shop@music.example', FROM_NAME: 'The shop' });
    assert.deepEqual([config.SMTP_USERNAME, config.SMTP_FROM, config.SMTP_FROM_NAME], ['ada', 'shop@music.example', 'The shop']);
    assert.deepEqual(warnings, [
      'SMTP_USER is called SMTP_USERNAME now: rename it, the old name will go',
      'FROM_EMAIL is called SMTP_FROM now: rename it, the old name will go',
      'FROM_NAME is called SMTP_FROM_NAME now: rename it, the old name will go',
    ]);
  });

  it('gives way to the current name', () => {
    const { config, warnings } = read({ SMTP_USER: 'old', SMTP_USERNAME: 'new' });
    assert.equal(config.SMTP_USERNAME, 'new');
    assert.deepEqual(warnings, [
      'SMTP_USER is called SMTP_USERNAME now: rename it, the old name will go; SMTP_USERNAME is set too, and wins',
    ]);
  });

  it('fills in for a current name that is set and empty', () => {
    assert.equal(read({ SMTP_USER: 'old', SMTP_USERNAME: '' }).config.SMTP_USERNAME, 'old');
  });

  it('warns of nothing where no old name is set', () => assert.deepEqual(read({ SMTP_USERNAME: 'ada' }).warnings, []));
});
