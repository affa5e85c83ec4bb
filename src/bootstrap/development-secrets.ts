import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from './config-schema.ts';

/** `jwtPrivateKey` is an Ed25519 key in PKCS #8 PEM. */
export type GeneratedSecrets = { jwtPrivateKey: string; sandboxWebhookSecret: string };

const fileSchema = z.object({ jwtPrivateKey: z.string().min(1), sandboxWebhookSecret: z.string().min(16) });

function readOrMake(dataDir: string): GeneratedSecrets {
  const file = join(dataDir, 'secrets.json');
  try {
    return fileSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) {
      throw new Error(`${file} is damaged: restore it, or delete it (everybody will have to log in again)`, { cause: error });
    }
  }
  const made = {
    jwtPrivateKey: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sandboxWebhookSecret: randomBytes(32).toString('hex'),
  };
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return readOrMake(dataDir);
    throw error;
  }
  return made;
}

/** What the environment gives, else what this data directory was given at its first start: never a default that others know. */
export function keepDevelopmentSecrets(environment: Environment, dataDir: string): GeneratedSecrets {
  const { JWT_PRIVATE_KEY: jwtPrivateKey, SANDBOX_WEBHOOK_SECRET: sandboxWebhookSecret } = environment;
  if (environment.NODE_ENV === 'production')
    return { jwtPrivateKey: jwtPrivateKey ?? '', sandboxWebhookSecret: sandboxWebhookSecret ?? '' };
  if (jwtPrivateKey && sandboxWebhookSecret) return { jwtPrivateKey, sandboxWebhookSecret };
  const kept = readOrMake(dataDir);
  return { jwtPrivateKey: jwtPrivateKey ?? kept.jwtPrivateKey, sandboxWebhookSecret: sandboxWebhookSecret ?? kept.sandboxWebhookSecret };
}
