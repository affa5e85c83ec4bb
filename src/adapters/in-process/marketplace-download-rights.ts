import type { SalesRecords } from '#application/marketplace/ports.ts';
import type { DownloadRights } from '#application/media/ports.ts';

type Deps = { records: SalesRecords };

/** Whoever holds a licence that was not revoked may download. */
export class MarketplaceDownloadRights implements DownloadRights {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  mayDownload(userId: string, trackId: string): Promise<boolean> {
    return this.#deps.records.holdsLicence(userId, trackId);
  }
}
