import { InvalidInput } from '#application/shared/errors.ts';

/** @throws {InvalidInput} naming each field that has a fault. */
export function refuseFaults(faults: Record<string, string | null>): void {
  const found = Object.entries(faults).flatMap(([field, detail]) => (detail === null ? [] : [{ pointer: `/${field}`, detail }]));
  if (found.length > 0) throw new InvalidInput(found);
}
