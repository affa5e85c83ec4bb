import { createServer, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from './listen.ts';

type TakenWebhook = { headers: IncomingHttpHeaders; body: Buffer };
export type WebhookSink = {
  url: string;
  taken: TakenWebhook[];
  /** The next deliveries are answered with these, later ones with 200. */
  answers: number[];
  close(): void;
};

/** A webhook route that keeps what it is sent. */
export async function openWebhookSink(): Promise<WebhookSink> {
  const taken: TakenWebhook[] = [];
  const answers: number[] = [];
  const server = createServer(async (request, response) => {
    taken.push({ headers: request.headers, body: await buffer(request) });
    response.writeHead(answers.shift() ?? 200).end();
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: await listen(server), taken, answers, close };
}
