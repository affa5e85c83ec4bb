import { problemContentType } from '../platform/problem.ts';
import { answersOf, contentTypesOf, headersOf } from '../platform/route-answers.ts';
import { refusalsOf } from '../platform/route-refusals.ts';
import type { AnswerDeclaration, Route } from '../route.ts';
import type { JsonSchema, JsonSchemas } from './json-schemas.ts';

const problem: JsonSchema = { $ref: '#/components/schemas/Problem' };

/** Everything that a route answers, refusals included, with the headers that it carries. */
export function responsesOf(route: Route, schemas: JsonSchemas): Record<string, object> {
  const answers = answersOf(route);
  const refusals = refusalsOf(route);
  const statuses = new Set([...Object.keys(answers).map(Number), ...refusals.keys()]);
  return Object.fromEntries(
    [...statuses].map((status) => {
      const [answer, codes] = [answers[status], refusals.get(status)];
      const said = [...(answer ? [answer.description] : []), ...(codes ? [[...codes].sort().join(', ')] : [])];
      const content = { ...(answer && contentOf(answer, schemas)), ...(codes && { [problemContentType]: { schema: problem } }) };
      const hasBody = route.method !== 'head' && Object.keys(content).length > 0;
      const headers = Object.fromEntries(
        [...headersOf(route, status)].sort().map((name) => [name, { $ref: `#/components/headers/${name}` }]),
      );
      return [status, { description: said.join('; '), headers, ...(hasBody ? { content } : {}) }];
    }),
  );
}

function contentOf(answer: AnswerDeclaration, schemas: JsonSchemas): Record<string, { schema: JsonSchema }> {
  const [first, ...others] = contentTypesOf(answer);
  const schemaOf = (type: string) => (type === problemContentType ? problem : type.startsWith('text/') ? { type: 'string' as const } : {});
  return {
    ...(first === undefined ? {} : { [first]: { schema: answer.schema ? schemas.wire(answer.schema) : schemaOf(first) } }),
    ...Object.fromEntries(others.map((type) => [type, { schema: schemaOf(type) }])),
  };
}
