import { IncomingMessage, type RequestListener, ServerResponse } from 'node:http';
import express, { type Request, type Response } from 'express';

export type ExpressApp = {
  listener: RequestListener;
  /** For `createServer`: what Node makes is what Express would turn it into. */
  messages: { IncomingMessage: typeof IncomingMessage; ServerResponse: typeof ServerResponse };
};

/**
 * Express for what it gives a request and a response. It has one handler only, since ours find their own route; and as the
 * messages are born with its prototypes, it need not change them on every request, which costs more than all else it does.
 */
export function expressApp(trustProxyHops: number, handle: (request: Request, response: Response) => void): ExpressApp {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.set('trust proxy', trustProxyHops > 0 ? trustProxyHops : false);
  app.use((request, response) => handle(request, response));
  class ExpressRequest extends IncomingMessage {}
  class ExpressResponse<Asked extends IncomingMessage = IncomingMessage> extends ServerResponse<Asked> {}
  app.request = Object.setPrototypeOf(ExpressRequest.prototype, app.request);
  app.response = Object.setPrototypeOf(ExpressResponse.prototype, app.response);
  return { listener: app, messages: { IncomingMessage: ExpressRequest, ServerResponse: ExpressResponse } };
}
