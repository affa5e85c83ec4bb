import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';
import type { AnswerHeaders } from '../answer.ts';

type Options = { publicUrl: string; corsOrigins: readonly string[] };

/**
 * What helmet would set on every response, worked out once: the values are the same for all of them. The policy is that of
 * an API, whose answers load nothing; pages of ours bring their own.
 */
export function securityHeaders({ publicUrl, corsOrigins }: Options): AnswerHeaders {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  const apply = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] } },
    crossOriginResourcePolicy: { policy: corsOrigins.length > 0 ? 'cross-origin' : 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: publicUrl.startsWith('https:'),
    xFrameOptions: { action: 'deny' },
  });
  apply(response.req, response, (fault) => {
    if (fault) throw fault;
  });
  const headers = Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]);
  return { ...Object.fromEntries(headers), 'cache-control': 'no-store', ...(corsOrigins.length > 0 ? { vary: 'Origin' } : {}) };
}
