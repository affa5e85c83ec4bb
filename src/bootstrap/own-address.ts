import type { AddressInfo } from 'node:net';

const loopbackOf: Record<string, string> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Where this process can be reached from itself: known once the server listens. */
export class OwnAddress {
  url = '';
}

/** Where a server that listens there can be reached from this machine. */
export function urlOf({ address, port }: Pick<AddressInfo, 'address' | 'port'>): string {
  const host = loopbackOf[address] ?? address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
