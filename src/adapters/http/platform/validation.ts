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
  const faults = result.error.issues.slice(0, MAX_FAULTS).flatMap((issue) => faultsOf(issue, [], input));
  return { ok: false, faults: firstOfEachField(faults).slice(0, MAX_FAULTS) };
}

/** What else is wrong with a value follows from what is said first, or is for when that is mended. */
function firstOfEachField(faults: readonly FieldFault[]): FieldFault[] {
  const first = new Map<string, FieldFault>();
  for (const fault of faults) if (!first.has(fault.pointer)) first.set(fault.pointer, fault);
  return [...first.values()];
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
