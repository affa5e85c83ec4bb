import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isMissing, isThere } from '#adapters/files/file-faults.ts';
import type { Environment } from './config-schema.ts';
import { openDataDirectory, unusable } from './data-directory.ts';
import { GivenUp } from './given-up.ts';
import { reasonOf } from './reason-of.ts';

/** `jwtPrivateKey` is an Ed25519 key in PKCS #8 PEM. */
export type GeneratedSecrets = { jwtPrivateKey: string; sandboxWebhookSecret: string };

const fileSchema = z.object({ jwtPrivateKey: z.string().min(1), sandboxWebhookSecret: z.string().min(16) });

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw new GivenUp(`${file} cannot be read (${reasonOf(error)}): give it to the user that the server runs as`, { cause: error });
  }
}

function parse(text: string, file: string): GeneratedSecrets {
  try {
    return fileSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new GivenUp(`${file} is damaged: restore it, or delete it (everybody will have to log in again)`, { cause: error });
  }
}

function readOrMake(dataDir: string): GeneratedSecrets {
  const file = join(dataDir, 'secrets.json');
  const text = textOf(file);
  if (text !== null) return parse(text, file);
  const made = {
    jwtPrivateKey: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    sandboxWebhookSecret: randomBytes(32).toString('hex'),
  };
  openDataDirectory(dataDir);
  try {
    writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (isThere(error)) return readOrMake(dataDir);
    throw unusable(dataDir, error);
  }
  return made;
}

/**
 * What the environment gives, else what this data directory was given at its first start: never a default that others know.
 * @throws {GivenUp} when nothing can be kept there.
 */
export function keepDevelopmentSecrets(environment: Environment, dataDir: string): GeneratedSecrets {
  const { JWT_PRIVATE_KEY: jwtPrivateKey, SANDBOX_WEBHOOK_SECRET: sandboxWebhookSecret } = environment;
  if (environment.NODE_ENV === 'production')
    return { jwtPrivateKey: jwtPrivateKey ?? '', sandboxWebhookSecret: sandboxWebhookSecret ?? '' };
  if (jwtPrivateKey && sandboxWebhookSecret) return { jwtPrivateKey, sandboxWebhookSecret };
  const kept = readOrMake(dataDir);
  return { jwtPrivateKey: jwtPrivateKey ?? kept.jwtPrivateKey, sandboxWebhookSecret: sandboxWebhookSecret ?? kept.sandboxWebhookSecret };
}
