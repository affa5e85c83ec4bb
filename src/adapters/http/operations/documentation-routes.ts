import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { answerBytes } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { openApiOf } from './openapi.ts';

const distribution = dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
const contentTypes: Record<string, string> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Veza API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;
const start = `SwaggerUIBundle({ url: 'openapi.json', dom_id: '#swagger-ui', deepLinking: true, tryItOutEnabled: true });\n`;

const asset = { 'cache-control': 'public, max-age=86400' };
const document = { method: 'get', tag: 'Documentation', access: 'public', ignoresQuery: true, summary: 'This document' } as const;
const answers = { 200: { description: 'OpenAPI 3.1', contentType: 'application/json' } };

type Deps = { routes: () => readonly Route[]; publicUrl: string; version: string };

/** The OpenAPI document of `routes`, and a reference to read and try it in, served from this machine. */
export function documentationRoutes({ routes, publicUrl, version }: Deps): Route[] {
  let written: string | null = null;
  const handle = async () => {
    written ??= JSON.stringify(openApiOf(routes(), { publicUrl, version }));
    return answerBytes(200, written, { 'content-type': 'application/json' });
  };
  return [
    route({ ...document, path: '/openapi.json', base: 'root', answers, handle }),
    route({ ...document, path: '/openapi.json', answers, handle }),
    route({
      ...document,
      path: '/docs',
      base: 'root',
      summary: 'An interactive reference',
      answers: { 200: { description: 'A page', contentType: 'text/html' } },
      handle: async () =>
        answerBytes(200, page, {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy': referencePolicy(publicUrl),
        }),
    }),
    route({
      ...document,
      path: '/docs/:file',
      base: 'root',
      summary: 'A part of the interactive reference',
      params: z.object({ file: z.enum(['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png', 'start.js']) }),
      answers: { 200: { description: 'The part', contentType: 'text/javascript', alsoAs: ['text/css', 'image/png'] } },
      handle: async ({ params: { file } }) => {
        if (file === 'start.js') return answerBytes(200, start, { ...asset, 'content-type': 'text/javascript; charset=utf-8' });
        return answerBytes(200, await readFile(join(distribution, file)), { ...asset, 'content-type': contentTypes[file] ?? '' });
      },
    }),
  ];
}

/** The reference sets styles on its elements, and its scripts come from here only. */
function referencePolicy(publicUrl: string): string {
  const own = `'self' ${new URL(publicUrl).origin}`;
  return `default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src ${own}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
}
