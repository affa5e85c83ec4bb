import { HttpServer } from '#adapters/http/server.ts';
import { SqlDeliveryLog } from '#adapters/persistence/payments/sql-delivery-log.ts';
import { JobWorker } from '#application/shared/jobs.ts';
import { Log } from '#application/shared/ports.ts';
import { addressFault } from './address-fault.ts';
import { claimDatabase } from './claim-database.ts';
import type { Config } from './config.ts';
import { buildContainer, closeContainer } from './container.ts';
import { openDataDirectory } from './data-directory.ts';
import { OwnAddress, urlOf } from './own-address.ts';
import { prepareDatabase } from './prepare-database.ts';
import { registerGauges } from './register-gauges.ts';
import type { Running } from './run-until-signal.ts';

/** The HTTP API, with the workers in the same process unless they run elsewhere. */
export async function runApi(config: Config): Promise<Running & { url: string }> {
  openDataDirectory(config.dataDir);
  const lock = claimDatabase(config.database);
  const container = await buildContainer(config);
  const close = async () => {
    await closeContainer(container);
    lock?.release();
  };
  try {
    await prepareDatabase(container, config);
    await registerGauges(container, config);
    const server = await container.getAsync(HttpServer);
    const log = container.get(Log);
    const worker = config.WORKERS === 'in-process' ? await container.getAsync(JobWorker) : null;
    const address = await server.listen({ port: config.PORT, host: config.HOST }).catch((error: unknown) => {
      throw addressFault(error, config);
    });
    const url = urlOf(address);
    container.get(OwnAddress).url = url;
    await worker?.start();
    log.info('listening', { url: config.PUBLIC_URL, port: address.port, docs: `${config.PUBLIC_URL}/docs` });
    return {
      url,
      stop: async () => {
        log.info('stopping');
        const [connectionsCut] = await Promise.all([
          server.drain({ graceMs: config.SHUTDOWN_TIMEOUT }),
          worker?.stop({ timeoutMs: config.SHUTDOWN_TIMEOUT }),
        ]);
        await container.get(SqlDeliveryLog).flush();
        await close();
        log.info('stopped', connectionsCut > 0 ? { connectionsCut } : {});
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
