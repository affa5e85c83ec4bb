import { ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Ids, Log } from '#application/shared/ports.ts';
import type { AnswerHeaders } from '../answer.ts';
import { type Problem, problem } from './problem.ts';

type Deps = { ids: Ids; log: Log; baseHeaders: AnswerHeaders };
type Refusal = readonly [status: number, code: string, detail: string];

const malformed: Refusal = [400, 'MALFORMED_REQUEST', 'this is not a request as HTTP wants it'];
const refusals: Record<string, Refusal> = {
  HPE_HEADER_OVERFLOW: [431, 'HEADERS_TOO_LARGE', 'the headers are longer than is allowed here'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'BODY_TOO_LARGE', 'the extensions of a chunk are longer than is allowed here'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'REQUEST_TIMEOUT', 'the request did not arrive in time'],
};

/** What Node's parser refuses never becomes a request: it is answered on the socket, as every other refusal. */
export function refuseUnreadable({ ids, log, baseHeaders }: Deps): (error: Error & { code?: string }, socket: Socket) => void {
  return (error, socket) => {
    const answering = answerOn(socket);
    if (!socket.writable || answering?.headersSent) return void socket.destroy();
    const [status, code, detail] = refusals[error.code ?? ''] ?? malformed;
    const requestId = ids.next();
    if (!answering) log.info('request_unreadable', { request_id: requestId, status, reason: error.code ?? null });
    socket.write(asSent(problem(status, code, detail, requestId), { ...baseHeaders, 'x-request-id': requestId }));
    socket.destroySoon();
  };
}

/** The answer that is under way: bytes of ours in the middle of it would be taken for a part of it, and it has a line in the log. */
function answerOn(socket: Socket): ServerResponse | null {
  const underWay: unknown = Reflect.get(socket, '_httpMessage');
  return underWay instanceof ServerResponse ? underWay : null;
}

function asSent({ status, headers, bytes }: Problem, base: AnswerHeaders): string {
  const all = { ...base, ...headers, connection: 'close', 'content-length': Buffer.byteLength(bytes) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, '', bytes].join('\r\n');
}
