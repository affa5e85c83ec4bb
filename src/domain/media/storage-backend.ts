export const storageBackends = ['local', 's3', 'memory'] as const;
/** Which storage an object lies in. */
export type StorageBackend = (typeof storageBackends)[number];
