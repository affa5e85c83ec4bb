import type { SalesRecords } from '#application/marketplace/ports.ts';
import type { TrackSales } from '#application/media/ports.ts';

type Deps = { records: SalesRecords };

export class MarketplaceTrackSales implements TrackSales {
  readonly #deps: Deps;

  constructor(deps: Deps) {
    this.#deps = deps;
  }

  isInUse(trackId: string): Promise<boolean> {
    return this.#deps.records.isTrackInUse(trackId);
  }
}
