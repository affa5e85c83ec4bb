import type { z } from 'zod';

type Issue = z.core.$ZodRawIssue;

const kinds: Partial<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a JSON object',
  record: 'a JSON object',
};
const forms: Partial<Record<string, string>> = { datetime: 'a time in ISO 8601, in UTC, such as 2026-03-01T12:00:00Z' };

/** What zod finds wrong, in the words of this product. What a schema says of itself stands. */
export function faultInWords(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_small':
      return (
        counted(issue.origin, 'at least', issue.minimum) ?? `must ${issue.inclusive ? 'not be less' : 'be more'} than ${issue.minimum}`
      );
    case 'too_big':
      return counted(issue.origin, 'at most', issue.maximum) ?? `must ${issue.inclusive ? 'not be more' : 'be less'} than ${issue.maximum}`;
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return `must be ${forms[issue.format] ?? 'of another form'}`;
    case 'unrecognized_keys':
      return 'is not a field of this request';
    default:
      return 'must be something else';
  }
}

function counted(origin: string, bound: string, count: number | bigint): string | null {
  const [one, many] = origin === 'string' ? ['character', 'characters'] : origin === 'array' ? ['entry', 'entries'] : [];
  return one === undefined ? null : `must have ${bound} ${count} ${Number(count) === 1 ? one : many}`;
}
