export type Maintenance = { enabled: boolean; message: string | null; retryAfterSeconds: number; updatedAt: Date | null };

/** Until somebody changes it. */
export const noMaintenance: Maintenance = { enabled: false, message: null, retryAfterSeconds: 300, updatedAt: null };

/** What holds for every instance. */
export abstract class MaintenanceRecord {
  /** Read without a unit of work. */
  abstract find(): Promise<Maintenance>;
  /** Reads it in the ambient unit of work; whoever else would change it waits for the end of that. */
  abstract lock(): Promise<Maintenance>;
  /** Changes it in the unit of work that holds the lock. */
  abstract save(maintenance: Maintenance): Promise<void>;
}

/** What this instance goes by: at most ten seconds old. */
export abstract class MaintenanceMode {
  /** A promise only when it has to be read again. */
  abstract current(): Maintenance | Promise<Maintenance>;
  /** Has it read again by whoever asks next. */
  abstract forget(): void;
}
