import { z } from 'zod';
import type { AccessTokens } from '#application/identity/ports.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';

type Deps = { accessTokens: AccessTokens };

export function keyRoutes({ accessTokens }: Deps): Route[] {
  return [
    route({
      method: 'get',
      base: 'root',
      path: '/.well-known/jwks.json',
      tag: 'Auth',
      summary: 'The public keys of our access tokens (RFC 7517)',
      access: 'public',
      ignoresQuery: true,
      answers: { 200: { description: 'A key set', schema: z.object({ keys: z.array(z.record(z.string(), z.string())) }) } },
      handle: async () => answer(200, { keys: accessTokens.publicKeys() }, { 'cache-control': 'public, max-age=300' }),
    }),
  ];
}
