import type { z } from 'zod';
import type { FieldFault } from '#domain/shared/domain-error.ts';
import { faultInWords } from './fault-in-words.ts';
import { pointerTo } from './pointer.ts';

const MAX_FAULTS = 50;
/** What zod says of a value that is not there. */
const WANTING: ReadonlySet<string> = new Set(['invalid_type', 'invalid_value']);

export type Validated = { ok: true; value: unknown } | { ok: false; faults: FieldFault[] };

/** Holds `input` against a schema that went through `strictly`. */
export function validate(schema: z.ZodType, input: unknown): Validated {
  const result = schema.safeParse(input, { error: faultInWords });
  if (result.success) return { ok: true, value: result.data };
  const issues = result.error.issues.slice(0, MAX_FAULTS);
  const told = issues.filter((issue) => !isMeasuredInVain(issue, issues));
  return { ok: false, faults: told.flatMap((issue) => faultsOf(issue, [], input)).slice(0, MAX_FAULTS) };
}

/** Zod measures what has a length even when it should have been something else. */
function isMeasuredInVain(issue: z.core.$ZodIssue, among: readonly z.core.$ZodIssue[]): boolean {
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return false;
  const pointer = pointerTo(issue.path);
  return among.some((other) => other.code === 'invalid_type' && pointerTo(other.path) === pointer);
}

function faultsOf(issue: z.core.$ZodIssue, base: readonly PropertyKey[], input: unknown): FieldFault[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ pointer: pointerTo([...path, key]), detail: issue.message }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    const nearest = issue.errors.reduce((best, branch) => (closeness(branch) > closeness(best) ? branch : best));
    return nearest.flatMap((part) => faultsOf(part, path, input));
  }
  const missing = WANTING.has(issue.code) && path.length > 0 && valueAt(input, path) === undefined;
  return [{ pointer: pointerTo(path), detail: missing ? 'is required' : issue.message }];
}

/** The alternative that failed deepest in is the one that was meant. */
function closeness(branch: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...branch.map((issue) => issue.path.length)) - branch.length / 1000;
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined),
    input,
  );
}
