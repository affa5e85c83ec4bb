import type { Config } from './config.ts';

/** What no text of a provider's may have in it when it is passed on. */
export const providerSecrets = (config: Config): (string | undefined)[] => [
  config.HYPERSWITCH_API_KEY,
  config.HYPERSWITCH_WEBHOOK_SECRET,
  config.STRIPE_SECRET_KEY,
  config.STRIPE_WEBHOOK_SECRET,
  config.STRIPE_CONNECT_WEBHOOK_SECRET,
];
