import { withoutSecrets } from '#adapters/payments/without-secrets.ts';
import { ConfiguredTransferServices } from '#adapters/payouts/configured-transfer-services.ts';
import type { TransferService, TransferServices } from '#application/payouts/transfer-service.ts';
import type { Config } from './config.ts';
import { providerSecrets } from './provider-secrets.ts';
import type { SandboxTransfers } from './sandbox-transfers.ts';

/** Stripe's library is large: it is loaded only where it is used. */
async function stripeConnectOf(config: Config): Promise<TransferService[]> {
  const { STRIPE_SECRET_KEY: secretKey, STRIPE_API_URL: apiUrl } = config;
  if (!secretKey) return [];
  const { openStripe } = await import('#adapters/payments/stripe/open-stripe.ts');
  const { StripeConnectService } = await import('#adapters/payouts/stripe-connect/stripe-connect-service.ts');
  return [withoutSecrets(new StripeConnectService({ stripe: openStripe({ secretKey, apiUrl }) }), providerSecrets(config))];
}

/** Every service that the configuration can reach: the current one, and those that earlier transfers were made with. */
export async function openTransferServices(config: Config, sandbox: SandboxTransfers | null): Promise<TransferServices> {
  const services = [...(sandbox ? [sandbox.service] : []), ...(await stripeConnectOf(config))];
  return new ConfiguredTransferServices({ current: config.TRANSFER_PROVIDER, services });
}
