import { ConfiguredPaymentProviders } from '#adapters/payments/configured-payment-providers.ts';
import { HyperswitchProvider } from '#adapters/payments/hyperswitch/hyperswitch-provider.ts';
import { withoutSecrets } from '#adapters/payments/without-secrets.ts';
import type { PaymentProvider, PaymentProviders } from '#application/shared/payment-provider.ts';
import type { Clock } from '#application/shared/ports.ts';
import type { Config } from './config.ts';
import { providerSecrets } from './provider-secrets.ts';
import type { Sandbox } from './sandbox.ts';

type Deps = { sandbox: Sandbox | null; clock: Clock };

function hyperswitchOf(config: Config): PaymentProvider[] {
  const {
    HYPERSWITCH_URL: url,
    HYPERSWITCH_API_KEY: apiKey,
    HYPERSWITCH_WEBHOOK_SECRET: webhookSecret,
    HYPERSWITCH_PROFILE_ID: profileId,
  } = config;
  return url && apiKey && webhookSecret ? [new HyperswitchProvider({ url, apiKey, webhookSecret, profileId })] : [];
}

/** Stripe's library is large: it is loaded only where it is used. */
async function stripeOf(config: Config, clock: Clock): Promise<PaymentProvider[]> {
  const {
    STRIPE_SECRET_KEY: secretKey,
    STRIPE_WEBHOOK_SECRET: webhookSecret,
    STRIPE_CONNECT_WEBHOOK_SECRET: connectWebhookSecret,
  } = config;
  if (!secretKey || !(webhookSecret || connectWebhookSecret)) return [];
  const { openStripe } = await import('#adapters/payments/stripe/open-stripe.ts');
  const { StripePaymentProvider } = await import('#adapters/payments/stripe/stripe-payment-provider.ts');
  const stripe = openStripe({ secretKey, apiUrl: config.STRIPE_API_URL });
  return [new StripePaymentProvider({ stripe, clock, webhookSecret, connectWebhookSecret })];
}

/** Every provider that the configuration can reach: the current one, and those that older orders were begun with. */
export async function openPaymentProviders(config: Config, { sandbox, clock }: Deps): Promise<PaymentProviders> {
  const outside = [...hyperswitchOf(config), ...(await stripeOf(config, clock))];
  return new ConfiguredPaymentProviders({
    current: config.PAYMENT_PROVIDER,
    providers: [...(sandbox ? [sandbox.provider] : []), ...outside.map((provider) => withoutSecrets(provider, providerSecrets(config)))],
  });
}
