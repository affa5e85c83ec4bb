import { AsyncLocalStorage } from 'node:async_hooks';

/** What every line logged on behalf of a request carries. */
export const requestContext = new AsyncLocalStorage<{ readonly requestId: string }>();
