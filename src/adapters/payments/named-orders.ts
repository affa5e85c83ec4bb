/** The orders that a payment's metadata names: it is created with its order's id under both. */
export function namedOrdersOf(metadata: Record<string, unknown> | null | undefined): string[] {
  const names = [metadata?.['order_id'], metadata?.['reference']];
  return [...new Set(names.filter((name) => typeof name === 'string' && name !== ''))] as string[];
}
