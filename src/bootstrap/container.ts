import { Container } from 'inversify';
import type { LogStream } from '#adapters/logging/pino-log.ts';
import type { Config } from './config.ts';
import { consoleModule } from './modules/console.module.ts';
import { httpModule } from './modules/http.module.ts';
import { identityModule } from './modules/identity.module.ts';
import { jobsModule } from './modules/jobs.module.ts';
import { ledgerModule } from './modules/ledger.module.ts';
import { mailModule } from './modules/mail.module.ts';
import { marketplaceModule } from './modules/marketplace.module.ts';
import { mediaModule } from './modules/media.module.ts';
import { operationsModule } from './modules/operations.module.ts';
import { paymentsModule } from './modules/payments.module.ts';
import { payoutsModule } from './modules/payouts.module.ts';
import { persistenceModule } from './modules/persistence.module.ts';
import { platformModule } from './modules/platform.module.ts';
import { UnreachableDatabase } from './unreachable-database.ts';

/** The whole product, as this configuration chooses it. `closeContainer` closes what it opened. */
export async function buildContainer(config: Config, { logStream }: { logStream?: LogStream } = {}): Promise<Container> {
  const container = new Container();
  await container.loadAsync(
    platformModule(config, logStream),
    persistenceModule(config),
    jobsModule(config),
    mailModule(config),
    identityModule(config),
    mediaModule(config),
    ledgerModule(),
    marketplaceModule(config),
    paymentsModule(config),
    payoutsModule(config),
    operationsModule(config),
    consoleModule(config),
    httpModule(config),
  );
  return container;
}

/** A database that was never opened needs no closing: whoever asked for it was told. */
export async function closeContainer(container: Container): Promise<void> {
  await container.unbindAllAsync().catch((error: unknown) => {
    if (!(error instanceof UnreachableDatabase)) throw error;
  });
}
