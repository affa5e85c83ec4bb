import { resolve } from 'node:path';
import type { DatabaseConfig } from '#adapters/persistence/open-orm.ts';
import { type Environment, environmentSchema, namesWithoutEffect } from './config-schema.ts';
import { type GeneratedSecrets, keepDevelopmentSecrets } from './development-secrets.ts';
import { underCurrentNames } from './renamed-variables.ts';

export class InvalidConfiguration extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(
      `the configuration has ${faults.length} fault${faults.length === 1 ? '' : 's'}:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`,
    );
    this.faults = faults;
  }
}

export type Config = Omit<Environment, 'PUBLIC_URL' | 'QUEUE' | 'PAYMENT_PROVIDER' | 'TRANSFER_PROVIDER' | 'JWT_ISSUER'> & {
  PUBLIC_URL: string;
  JWT_ISSUER: string;
  QUEUE: 'embedded' | 'pg-boss';
  PAYMENT_PROVIDER: 'sandbox' | 'hyperswitch' | 'stripe' | 'none';
  TRANSFER_PROVIDER: 'sandbox' | 'stripe-connect' | 'none';
  dataDir: string;
  database: DatabaseConfig;
  secrets: GeneratedSecrets;
};

type Variables = Record<string, string | undefined>;
type Requirement = [met: boolean, fault: string];

const needed = (environment: Environment, reason: string, names: (keyof Environment)[]): Requirement[] =>
  names.map((name) => [environment[name] !== undefined, `${name} is required ${reason}`]);

const hearsOfStripe = ({ STRIPE_WEBHOOK_SECRET: payments, STRIPE_CONNECT_WEBHOOK_SECRET: accounts }: Environment): boolean =>
  (payments ?? accounts) !== undefined;

function requirements(environment: Environment, payments: string, transfers: string, queue: string, dialect: string): Requirement[] {
  const production = environment.NODE_ENV === 'production';
  return [
    ...(payments === 'hyperswitch'
      ? needed(environment, 'with PAYMENT_PROVIDER=hyperswitch', ['HYPERSWITCH_URL', 'HYPERSWITCH_API_KEY', 'HYPERSWITCH_WEBHOOK_SECRET'])
      : []),
    ...(payments === 'stripe' ? needed(environment, 'with PAYMENT_PROVIDER=stripe', ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET']) : []),
    ...(transfers === 'stripe-connect' ? needed(environment, 'with TRANSFER_PROVIDER=stripe-connect', ['STRIPE_SECRET_KEY']) : []),
    ...(environment.MAILER === 'smtp' ? needed(environment, 'with MAILER=smtp', ['SMTP_HOST']) : []),
    ...(production
      ? needed(environment, 'in production', ['PUBLIC_URL', 'DATABASE_URL', 'JWT_PRIVATE_KEY', 'PAYMENT_PROVIDER', 'TRANSFER_PROVIDER'])
      : []),
    [!production || environment.MAILER === 'smtp', 'MAILER must be smtp in production: the other mailers deliver to nobody'],
    [
      !production || payments !== 'sandbox',
      'PAYMENT_PROVIDER must not be sandbox in production: it takes no money (use none to sell nothing)',
    ],
    [!production || transfers !== 'sandbox', 'TRANSFER_PROVIDER must not be sandbox in production: it pays nobody'],
    [!production || environment.STORAGE_BACKEND !== 'memory', 'STORAGE_BACKEND must not be memory in production: it forgets the music'],
    [
      !production || transfers !== 'stripe-connect' || hearsOfStripe(environment),
      'STRIPE_CONNECT_WEBHOOK_SECRET is required with TRANSFER_PROVIDER=stripe-connect in production',
    ],
    [queue !== 'pg-boss' || dialect === 'postgres', 'QUEUE=pg-boss needs a postgres:// DATABASE_URL'],
    [queue !== 'embedded' || dialect === 'sqlite', 'QUEUE=embedded serves one process and needs a sqlite: DATABASE_URL; use QUEUE=pg-boss'],
    [
      environment.WORKERS === 'in-process' || dialect === 'postgres',
      'WORKERS=off needs a postgres:// DATABASE_URL: a SQLite file belongs to one process',
    ],
  ];
}

function databaseOf(environment: Environment, dataDir: string): DatabaseConfig {
  const url = environment.DATABASE_URL;
  if (!url) return { dialect: 'sqlite', path: resolve(dataDir, 'veza.sqlite') };
  if (!url.startsWith('sqlite:')) return { dialect: 'postgres', url, poolSize: environment.DATABASE_POOL_SIZE };
  const path = url.slice('sqlite:'.length).replace(/^\/\/(?=\/)/, '');
  return { dialect: 'sqlite', path: path === ':memory:' ? path : resolve(path) };
}

/** The same on every port: instances that share their keys believe each other's tokens. */
const ISSUER_WITHOUT_URL = 'veza';

/** What the schema makes of the variables, and what it refuses; a refused one counts as not set from there on. */
function parse(given: Record<string, string>): { environment: Environment; faults: string[]; refused: string[] } {
  const parsed = environmentSchema.safeParse(given);
  if (parsed.success) return { environment: parsed.data, faults: [], refused: [] };
  const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const refused = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
  const readable = Object.fromEntries(Object.entries(given).filter(([name]) => !refused.includes(name)));
  return { environment: environmentSchema.parse(readable), faults, refused };
}

type Warn = (message: string, type?: string) => void;
const emitWarning: Warn = (message, type = 'DeprecationWarning') => process.emitWarning(message, type);

/**
 * Reads the configuration out of environment variables. An empty variable counts as not set, and so does a blank one.
 * @throws {InvalidConfiguration | GivenUp} the first listing every fault at once, the second of a data directory that cannot be used.
 */
export function readConfig(variables: Variables, warn: Warn = emitWarning): Config {
  const given = Object.entries(variables).filter((entry): entry is [string, string] => Boolean(entry[1]?.trim()));
  const { environment, faults, refused } = parse(underCurrentNames(Object.fromEntries(given), warn));
  const dataDir = resolve(environment.DATA_DIR);
  const database = databaseOf(environment, dataDir);
  const queue = environment.QUEUE ?? (database.dialect === 'postgres' ? 'pg-boss' : 'embedded');
  const unchosen = environment.NODE_ENV === 'production' ? 'none' : 'sandbox';
  const payments = environment.PAYMENT_PROVIDER ?? unchosen;
  const transfers = environment.TRANSFER_PROVIDER ?? unchosen;
  const unmet = requirements(environment, payments, transfers, queue, database.dialect).flatMap(([met, fault]) => (met ? [] : [fault]));
  faults.push(...unmet.filter((fault) => !refused.some((name) => new RegExp(`\\b${name}\\b`).test(fault))));
  if (faults.length > 0) throw new InvalidConfiguration(faults);
  const idle = namesWithoutEffect.filter((name) => environment[name] !== undefined);
  if (idle.length > 0)
    warn(
      `${idle.join(', ')} ${idle.length > 1 ? 'have' : 'has'} no effect: nothing reads ${idle.length > 1 ? 'them' : 'it'} yet`,
      'Warning',
    );
  const publicUrl = environment.PUBLIC_URL ?? `http://localhost:${environment.PORT}`;
  return {
    ...environment,
    PUBLIC_URL: publicUrl,
    JWT_ISSUER: environment.JWT_ISSUER ?? environment.PUBLIC_URL ?? ISSUER_WITHOUT_URL,
    QUEUE: queue,
    PAYMENT_PROVIDER: payments,
    TRANSFER_PROVIDER: transfers,
    dataDir,
    database,
    secrets: keepDevelopmentSecrets(environment, dataDir),
  };
}
