import { AsyncLocalStorage } from 'node:async_hooks';

type RequestContext = { readonly requestId: string; callerIp(): string };

/** The request on whose behalf something is done: every line logged then carries its id. */
export const requestContext = new AsyncLocalStorage<RequestContext>();
