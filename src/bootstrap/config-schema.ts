import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { readSigningKey, readVerifyingKeys } from '#adapters/identity/jwt-keys.ts';
import { corsOrigins } from './cors-origins.ts';

const milliseconds = (text: string): number => {
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }[text.replace(/^\d+/, '')] ?? Number.NaN;
  return Number.parseInt(text, 10) * unit;
};
const length = (least = '0s', most = '3650d') =>
  z
    .string()
    .regex(/^\d+(ms|s|m|h|d)$/, 'must be a duration such as 500ms, 30s, 15m, 1h or 14d')
    .transform(milliseconds)
    .refine((ms) => ms >= milliseconds(least) && ms <= milliseconds(most), `must be from ${least} to ${most}`);
const duration = (fallback: string, least?: string, most?: string) => length(least, most).prefault(fallback);
const whole = (fallback: number, min: number, max: number) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, error)
    .default(String(fallback))
    .transform(Number)
    .refine((number) => number >= min && number <= max, error);
};
const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'], 'must be true or false')
    .default(fallback ? 'true' : 'false')
    .transform((text) => text === 'true');
const oneOf = <const T extends readonly [string, ...string[]]>(options: T) => z.enum(options, `must be one of ${options.join(', ')}`);
const choice = <const T extends readonly [string, ...string[]]>(options: T, fallback: T[number]) =>
  oneOf(options).default(fallback as never);
const secret = z.string().min(16, 'must be at least 16 characters').optional();
const text = z.string().min(1).optional();
const url = z
  .url({ protocol: /^https?$/, error: 'must be a URL that begins with http:// or https://' })
  .transform((value) => value.replace(/\/+$/, ''));

const namesNoFile = /^sqlite:\/*$/;
const namesDatabase = (address: string): boolean => URL.canParse(address) && new URL(address).pathname.length > 1;

const parses = (parse: (value: string) => unknown) => (value: string | undefined) => {
  try {
    return value === undefined || Boolean(parse(value));
  } catch {
    return false;
  }
};

/** Every environment variable that the product reads. Durations are milliseconds once parsed. */
export const environmentSchema = z.object({
  NODE_ENV: choice(['development', 'production', 'test'], 'development'),
  PORT: whole(8080, 0, 65_535),
  HOST: z.string().default('0.0.0.0'),
  PUBLIC_URL: url.optional(),
  DATA_DIR: z.string().default('./var'),
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite:|postgres(ql)?:\/\/)/, 'must begin with sqlite: or postgres://')
    .refine((value) => !namesNoFile.test(value), 'must name a file, as in sqlite:./var/veza.sqlite')
    .refine(
      (value) => !value.startsWith('postgres') || namesDatabase(value),
      'must name a database, as in postgres://USER:PASSWORD@HOST/DATABASE',
    )
    .optional(),
  DATABASE_POOL_SIZE: whole(10, 2, 200),
  REDIS_URL: text.refine((value) => value === undefined || /^rediss?:\/\//.test(value), 'must begin with redis:// or rediss://'),
  LOG_LEVEL: choice(['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
  CORS_ORIGINS: corsOrigins,
  TRUST_PROXY_HOPS: whole(0, 0, 10),
  METRICS_TOKEN: secret,
  SHUTDOWN_TIMEOUT: duration('10s', '0s', '24h'),
  IDEMPOTENCY_KEY_RETENTION: duration('30d', '24h'),

  JWT_PRIVATE_KEY: text.refine(parses(readSigningKey), 'must be an Ed25519 private key in PKCS #8 PEM'),
  JWT_PREVIOUS_KEYS: z.string().default('').refine(parses(readVerifyingKeys), 'must be PEM blocks of Ed25519 keys'),
  JWT_ISSUER: text,
  JWT_AUDIENCE: z.string().default('veza'),
  JWT_ACCESS_TTL: duration('15m'),
  JWT_REFRESH_TTL: duration('30d'),
  EMAIL_VERIFICATION_TTL: duration('24h'),
  RATE_LIMIT_LOGIN: whole(120, 1, 100_000),
  RATE_LIMIT_REGISTER: whole(120, 1, 100_000),

  MAILER: choice(['folder', 'smtp', 'memory'], 'folder'),
  SMTP_HOST: text,
  SMTP_PORT: whole(587, 1, 65_535),
  SMTP_USERNAME: text,
  SMTP_PASSWORD: text,
  SMTP_FROM: z.string().default('no-reply@localhost'),
  SMTP_FROM_NAME: z.string().default('Veza'),
  SMTP_SECURE: flag(false),

  STORAGE_BACKEND: choice(['local', 'memory'], 'local'),
  MAX_UPLOAD_BYTES: whole(500 * 1024 * 1024, 1024, 50 * 1024 ** 3),
  MEDIA_ACCEL: choice(['none', 'nginx'], 'none'),
  MEDIA_SENDFILE: choice(['auto', 'off'], 'auto'),
  S3_ENDPOINT: url.optional(),
  S3_REGION: text,
  S3_BUCKET: text,
  S3_ACCESS_KEY_ID: text,
  S3_SECRET_ACCESS_KEY: text,
  S3_FORCE_PATH_STYLE: z.enum(['true', 'false'], 'must be true or false').optional(),
  CDN_PROVIDER: choice(['none'], 'none'),
  CDN_BASE_URL: url.optional(),
  CDN_SECURITY_KEY: text,
  CLOUDFRONT_KEY_PAIR_ID: text,
  CLOUDFRONT_PRIVATE_KEY: text.refine(parses(createPrivateKey), 'must be a private key in PEM'),
  SEARCH_BACKEND: choice(['sql'], 'sql'),
  ELASTICSEARCH_URL: url.optional(),
  ELASTICSEARCH_API_KEY: text,

  QUEUE: oneOf(['embedded', 'pg-boss']).optional(),
  WORKERS: choice(['in-process', 'off'], 'in-process'),

  PAYMENT_PROVIDER: oneOf(['sandbox', 'hyperswitch', 'stripe', 'none']).optional(),
  TRANSFER_PROVIDER: oneOf(['sandbox', 'stripe-connect', 'none']).optional(),
  PLATFORM_FEE_BPS: whole(1000, 0, 10_000),
  ORDER_EXPIRES_AFTER: duration('24h'),
  REFUND_WINDOW_DAYS: whole(14, 0, 3650),
  SANDBOX_WEBHOOK_SECRET: secret,
  SANDBOX_WEBHOOK_DELAY_MS: whole(0, 0, 3_600_000),
  SANDBOX_ONBOARDING: choice(['instant', 'manual'], 'instant'),
  HYPERSWITCH_URL: url.optional(),
  HYPERSWITCH_API_KEY: text,
  HYPERSWITCH_PROFILE_ID: text,
  HYPERSWITCH_WEBHOOK_SECRET: text,
  STRIPE_SECRET_KEY: text,
  STRIPE_WEBHOOK_SECRET: text,
  STRIPE_CONNECT_WEBHOOK_SECRET: text,
  STRIPE_API_URL: url.optional(),

  WEBHOOK_MAX_BYTES: whole(256 * 1024, 1024, 16 * 1024 * 1024),
  WEBHOOK_LOG_RETENTION_DAYS: whole(90, 1, 36_500),
  TRANSFER_RETRY_ATTEMPTS: whole(8, 1, 100),
  TRANSFER_RETRY_BASE: duration('1m'),
  TRANSFER_RETRY_MAX: duration('6h'),
  TRANSFER_INTERVAL: duration('1s'),
  REVERSAL_ENABLED: flag(true),
  REVERSAL_MAX_RETRIES: whole(5, 1, 100),
  REVERSAL_INTERVAL: duration('1m'),
  REVERSAL_BACKOFF_BASE: duration('1m'),
  REVERSAL_BACKOFF_MAX: duration('1h'),
  RECONCILE_INTERVAL: duration('1h'),
  RECONCILE_ORDER_STUCK_AFTER: duration('30m'),
  RECONCILE_REFUND_STUCK_AFTER: duration('30m'),
  RECONCILE_REFUND_ORPHAN_AFTER: duration('5m'),
  PAYOUT_INTERVAL: duration('7d'),
  PAYOUT_CHECK_INTERVAL: length().optional(),
  PAYOUT_MINIMUM: whole(1000, 1, 1_000_000_000),
});

/** Of adapters that are still to come. */
export const namesWithoutEffect = [
  'REDIS_URL',
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_BUCKET',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
  'S3_FORCE_PATH_STYLE',
  'CDN_BASE_URL',
  'CDN_SECURITY_KEY',
  'CLOUDFRONT_KEY_PAIR_ID',
  'CLOUDFRONT_PRIVATE_KEY',
  'ELASTICSEARCH_URL',
  'ELASTICSEARCH_API_KEY',
] as const satisfies readonly (keyof typeof environmentSchema.shape)[];

export type Environment = z.output<typeof environmentSchema>;
