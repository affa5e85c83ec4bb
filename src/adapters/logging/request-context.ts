import { AsyncLocalStorage } from 'node:async_hooks';

type RequestContext = { readonly requestId: string; readonly ip: string };

/** The request on whose behalf something is done: every line logged then carries its id, and every entry of the audit log its caller's address. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
