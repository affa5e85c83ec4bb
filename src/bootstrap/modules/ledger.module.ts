import { ContainerModule } from 'inversify';
import { ledgerAdminRoutes } from '#adapters/http/ledger/ledger-admin-routes.ts';
import { SqlLedger } from '#adapters/persistence/ledger/sql-ledger.ts';
import { SqlLedgerBooks } from '#adapters/persistence/ledger/sql-ledger-books.ts';
import { SqlReader } from '#adapters/persistence/sql-reader.ts';
import { SqlWriter } from '#adapters/persistence/sql-writer.ts';
import { AuditLedger } from '#application/ledger/audit-ledger.ts';
import { Ledger, LedgerBooks } from '#application/ledger/ports.ts';
import { Log } from '#application/shared/ports.ts';
import { wire, wireRoutes } from '../wire.ts';

export const ledgerModule = () =>
  new ContainerModule(({ bind }) => {
    wire(bind, SqlLedger, { writer: SqlWriter }, Ledger);
    wire(bind, SqlLedgerBooks, { reader: SqlReader }, LedgerBooks);
    wire(bind, AuditLedger, { books: LedgerBooks, log: Log });
    wireRoutes(bind, ledgerAdminRoutes, { auditLedger: AuditLedger });
  });
