import Stripe from 'stripe';

export type StripeClientOptions = {
  secretKey: string;
  /** Another server than Stripe's own: `http://127.0.0.1:12111`. */
  apiUrl?: string | undefined;
  /** 10,000 when left out. */
  timeoutMs?: number;
};

const DEFAULT_TIMEOUT_MS = 10_000;

/** The official client, in the API version that it was made for. It repeats nothing by itself: that is for its callers. */
export function openStripe({ secretKey, apiUrl, timeoutMs = DEFAULT_TIMEOUT_MS }: StripeClientOptions): Stripe {
  if (secretKey === '') throw new TypeError('Stripe needs a secret key');
  return new Stripe(secretKey, {
    maxNetworkRetries: 0,
    timeout: timeoutMs,
    telemetry: false,
    ...(apiUrl ? addressOf(new URL(apiUrl)) : {}),
  });
}

function addressOf({ protocol, hostname, port }: URL) {
  const isPlain = protocol === 'http:';
  return {
    protocol: isPlain ? ('http' as const) : ('https' as const),
    host: hostname,
    port: port === '' ? (isPlain ? 80 : 443) : Number(port),
  };
}
