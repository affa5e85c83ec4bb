import { z } from 'zod';
import { contentTypes } from '../platform/content-kinds.ts';
import { parameterNames, pathOf } from '../platform/mounted-route.ts';
import { isConditional } from '../platform/route-answers.ts';
import { type RequestHeader, requestHeaders } from '../request-headers.ts';
import { responseHeaders } from '../response-headers.ts';
import type { Route } from '../route.ts';
import { type JsonSchema, JsonSchemas } from './json-schemas.ts';
import { responsesOf } from './openapi-responses.ts';

type Info = { publicUrl: string; version: string };

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string().meta({ description: 'Stable, in SCREAMING_SNAKE' }),
    request_id: z.string(),
    errors: z.array(z.object({ pointer: z.string().meta({ description: 'JSON pointer (RFC 6901)' }), detail: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** The OpenAPI 3.1 document of exactly the routes that are mounted. */
export function openApiOf(routes: readonly Route[], { publicUrl, version }: Info): object {
  const schemas = new JsonSchemas();
  schemas.wire(z.object({ problem: problemSchema }));
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes.flatMap(withHead)) {
    const path = pathOf(route).replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: operationOf(route, schemas) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Veza',
      version,
      description: 'A self-hosted backend for independent music.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: pathnameOf(publicUrl), description: 'Where this document was read' }, { url: publicUrl }],
    tags: [...new Set(routes.map((route) => route.tag))].sort().map((name) => ({ name })),
    paths,
    components: {
      schemas: schemas.components,
      headers: responseHeaders,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

const ofRanges: ReadonlySet<RequestHeader> = new Set(['Range', 'If-Range']);

/** HEAD is answered wherever GET is; of a file it is worth its place. Ranges are for GET alone (RFC 9110 § 14.2). */
function withHead(route: Route): Route[] {
  if (route.kind !== 'stream' || route.method !== 'get') return [route];
  const { 206: _part, 416: _beyond, ...answers } = route.answers;
  const taken = route.requestHeaders?.filter((name) => !ofRanges.has(name)) ?? [];
  return [route, { ...route, method: 'head', summary: `${route.summary}: the headers alone`, requestHeaders: taken, answers }];
}

/** Without the slash at its end, unless it is nothing else. */
function pathnameOf(url: string): string {
  return new URL(url).pathname.replace(/(.)\/$/, '$1');
}

function operationOf(route: Route, schemas: JsonSchemas): object {
  const parameters = parametersOf(route, schemas);
  const requestBody = requestBodyOf(route, schemas);
  return {
    operationId: operationIdOf(route),
    tags: [route.tag],
    summary: route.summary,
    ...(route.description === undefined ? {} : { description: route.description }),
    'x-access': route.access,
    security: route.access === 'public' ? [] : route.access === 'optional' ? [{}, { bearer: [] }] : [{ bearer: [] }],
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(requestBody ? { requestBody } : {}),
    responses: responsesOf(route, schemas),
  };
}

function operationIdOf(route: Route): string {
  const words = (route.base === 'root' ? `/server${route.path}` : route.path)
    .replace(/:/g, 'by-')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean);
  return route.method + words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}

function parametersOf(route: Route, schemas: JsonSchemas): object[] {
  const { params, query } = route;
  return [
    ...parameterNames(pathOf(route)).map((name) => ({ name, in: 'path', required: true, schema: schemas.meaning(partOf(params, name)) })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      required: !z.safeParse(schema, undefined).success,
      schema: schemas.meaning(schema),
    })),
    ...headersTakenBy(route).map((name) => ({
      name,
      in: 'header',
      required: name === 'Idempotency-Key' && route.idempotency === 'required',
      ...requestHeaders[name],
    })),
  ];
}

function headersTakenBy(route: Route): RequestHeader[] {
  const { requestHeaders: declared = [], idempotency } = route;
  const following = [...(idempotency ? (['Idempotency-Key'] as const) : []), ...(isConditional(route) ? (['If-None-Match'] as const) : [])];
  return [...new Set([...declared, ...following])];
}

function partOf(params: z.ZodObject | undefined, name: string): z.core.$ZodType {
  return params?.shape[name] ?? z.string();
}

function requestBodyOf(route: Route, schemas: JsonSchemas): object | null {
  if (route.body) {
    const required = !z.safeParse(route.body, undefined).success;
    return { required, content: { 'application/json': { schema: schemas.wire(route.body) } } };
  }
  if (route.kind === 'json' || (route.kind === 'stream' && route.requestContentType === undefined)) return null;
  const schema: JsonSchema = route.requestSchema ? schemas.wire(route.requestSchema) : {};
  const types = route.accepts?.map((kind) => contentTypes[kind]) ?? [route.requestContentType ?? 'application/json'];
  return { required: true, content: Object.fromEntries(types.map((type) => [type, { schema }])) };
}
