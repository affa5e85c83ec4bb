import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Reply } from '../../scripts/tour/reply.ts';
import { type Sent, Visitor } from '../../scripts/tour/visitor.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;
type Content = Record<string, { schema: JsonSchema }>;
type Operation = { requestBody?: { content: Content }; responses: Record<string, { headers: object; content?: Content }> };
type Document = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, JsonSchema>; headers: Record<string, object> };
};

const isJson = (type: string) => type === 'application/json' || type === 'application/problem+json';
const typeOf = (reply: Reply) => reply.header('content-type').split(';')[0] ?? '';

/** Holds everything that it sends and is answered against the OpenAPI document of the server. */
export class DocumentedVisitor extends Visitor {
  #document: Document | null = null;

  override async send(method: string, path: string, sent: Sent = {}): Promise<Reply> {
    const reply = await super.send(method, path, sent);
    const document = await this.#read();
    const operation = operationAt(document, method, new URL(reply.request.split(' ')[1] ?? '', this.baseUrl).pathname);
    assert.ok(operation, `${reply.request} is not documented`);
    checkReply(document, operation, reply);
    const taken = operation.requestBody?.content['application/json'];
    if (taken && sent.json !== undefined && reply.status < 400) fits(document, taken.schema, sent.json, reply.request);
    return reply;
  }

  async #read(): Promise<Document> {
    this.#document ??= documentIn(await super.send('GET', '//openapi.json'));
    return this.#document;
  }
}

/** As zod reads it: with references that it follows, and without patterns, which it takes for those of a regular expression without `u`. */
function documentIn({ bytes }: Reply): Document {
  const text = bytes.toString().replaceAll('#/components/schemas/', '#/$defs/');
  return JSON.parse(text, (key, value: unknown) => (key === 'pattern' ? undefined : value)) as Document;
}

/** A path without parameters wins over one with them. */
function operationAt({ paths }: Document, method: string, path: string): Operation | undefined {
  const template = Object.keys(paths)
    .sort((one, other) => one.split('{').length - other.split('{').length)
    .find((each) => new RegExp(`^${each.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path));
  return paths[template ?? '']?.[method.toLowerCase()];
}

function checkReply(document: Document, { responses }: Operation, reply: Reply): void {
  const what = `${reply.request} ${reply.status}`;
  const documented = responses[reply.status];
  assert.ok(documented, `${what} is not documented`);
  const headers = Object.keys(document.components.headers).filter((name) => reply.headers.has(name));
  assert.deepEqual(
    headers.filter((name) => !(name in documented.headers)),
    [],
    `headers of ${what}`,
  );
  if (reply.bytes.length === 0) return;
  const { content = {} } = documented;
  const type = typeOf(reply);
  const found = content[type] ?? content[type.replace(/\/.*/, '/*')];
  assert.ok(found, `${what} as ${type} is not documented`);
  if (isJson(type)) fits(document, found.schema, JSON.parse(reply.bytes.toString()), what);
}

function fits({ components }: Document, schema: JsonSchema, value: unknown, what: string): void {
  const { error } = z.fromJSONSchema({ ...schema, $defs: components.schemas }).safeParse(value);
  assert.ok(!error, `${what}: ${error && z.prettifyError(error)}`);
}
