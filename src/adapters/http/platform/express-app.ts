import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import express, { type Request, type Response } from 'express';

export type ExpressApp = {
  listener: RequestListener;
  /** For `createServer`: what Node makes is what Express would turn it into. */
  messages: { IncomingMessage: typeof IncomingMessage; ServerResponse: typeof ServerResponse };
};

/**
 * Express for what it gives a request and a response. Ours find their own route, so a request goes past Express's router,
 * which has none; and as the messages are born with its prototypes, it need not change them on every request.
 */
export function expressApp(trustProxyHops: number, handle: (request: Request, response: Response) => void): ExpressApp {
  const app = express();
  app.set('query parser', 'simple');
  app.set('trust proxy', trustProxyHops > 0 ? trustProxyHops : false);
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse<Asked extends IncomingMessage = IncomingMessage> extends ServerResponse<Asked> {}
  app.request = Object.setPrototypeOf(ExpressRequest.prototype, app.request);
  app.response = Object.setPrototypeOf(ExpressResponse.prototype, app.response);
  const listener = (request: Request, response: Response) => {
    request.res = response;
    handle(request, response);
  };
  return { listener: listener as RequestListener, messages: { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse } };
}
