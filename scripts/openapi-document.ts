import { generateKeyPairSync } from 'node:crypto';
import { openApiOf } from '#adapters/http/operations/openapi.ts';
import type { Route } from '#adapters/http/route.ts';
import { HttpServer } from '#adapters/http/server.ts';
import { readConfig } from '#bootstrap/config.ts';
import { buildContainer } from '#bootstrap/container.ts';
import manifest from '../package.json' with { type: 'json' };

const PUBLIC_URL = 'http://localhost:8080';

/** Every provider is configured, so that its webhook route is there; nothing is opened but a database in memory. */
function variables(): Record<string, string> {
  return {
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    PUBLIC_URL,
    DATABASE_URL: 'sqlite::memory:',
    STORAGE_BACKEND: 'memory',
    MAILER: 'memory',
    JWT_PRIVATE_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    SANDBOX_WEBHOOK_SECRET: 'never used to sign',
    HYPERSWITCH_URL: 'http://localhost:1',
    HYPERSWITCH_API_KEY: 'never sent',
    HYPERSWITCH_WEBHOOK_SECRET: 'never used to verify',
    STRIPE_SECRET_KEY: 'never sent',
    STRIPE_WEBHOOK_SECRET: 'never used to verify',
    STRIPE_CONNECT_WEBHOOK_SECRET: 'never used to verify',
  };
}

/** Every route of the product, to be looked at. */
export async function productRoutes(): Promise<readonly Route[]> {
  const container = await buildContainer(readConfig(variables()));
  try {
    return (await container.getAsync(HttpServer)).routes;
  } finally {
    await container.unbindAllAsync();
  }
}

/** The OpenAPI document of them, as the text of `docs/openapi.json`. */
export async function openApiDocument(): Promise<string> {
  return `${JSON.stringify(openApiOf(await productRoutes(), { publicUrl: PUBLIC_URL, version: manifest.version }), null, 2)}\n`;
}
