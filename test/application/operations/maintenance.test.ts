import assert from 'node:assert/strict';
import { SqlAuditLog } from '#adapters/persistence/audit/sql-audit-log.ts';
import { SqlMaintenanceRecord } from '#adapters/persistence/operations/sql-maintenance-record.ts';
import { CachedMaintenanceMode } from '#application/operations/cached-maintenance-mode.ts';
import { type Maintenance, noMaintenance } from '#application/operations/maintenance.ts';
import { SetMaintenance } from '#application/operations/set-maintenance.ts';
import { databases, type TestDatabase } from '#test/support/databases.ts';
import { RecordingLog } from '#test/support/recording-log.ts';
import { TestClock } from '#test/support/test-clock.ts';
import { TestIds } from '#test/support/test-ids.ts';

const actor = { userId: '0199aaaa-0000-7000-8000-000000000001', role: 'admin' } as const;

for (const kind of databases) {
  describe(`maintenance, on ${kind.name}`, () => {
    let database: TestDatabase;
    let clock: TestClock;
    const ids = new TestIds();
    before(async () => {
      database = await kind.open();
    });
    beforeEach(() => {
      clock = new TestClock();
    });
    afterEach(() => database.clear());
    after(() => database.close());

    function instance() {
      const record = new SqlMaintenanceRecord(database);
      const mode = new CachedMaintenanceMode({ record, clock, log: new RecordingLog() });
      const audit = new SqlAuditLog({ ...database, ids });
      const use = new SetMaintenance({ unitOfWork: database.unitOfWork, record, mode, audit, clock });
      const set = (command: { enabled: boolean; message?: string; retryAfterSeconds?: number }) => use.execute({ ...command, actor });
      return { record, mode, set };
    }

    it('is off until somebody begins it', async () => {
      const { record, mode } = instance();
      assert.deepEqual([await record.find(), await mode.current()], [noMaintenance, noMaintenance]);
    });

    it('is followed at once where it is changed, and by other instances within ten seconds', async () => {
      const [here, there] = [instance(), instance()];
      await here.mode.current();
      await there.mode.current();
      const set = await here.set({ enabled: true, message: 'Ünder repair', retryAfterSeconds: 60 });
      const expected: Maintenance = { enabled: true, message: 'Ünder repair', retryAfterSeconds: 60, updatedAt: clock.now() };
      assert.deepEqual([set, await here.mode.current()], [expected, expected]);
      clock.tick(9_999);
      assert.deepEqual(there.mode.current(), noMaintenance);
      clock.tick(1);
      assert.deepEqual(await there.mode.current(), expected);
    });

    it('takes the defaults for what is left out', async () => {
      const { record, set } = instance();
      await set({ enabled: true, message: 'soon', retryAfterSeconds: 5 });
      clock.tick(1_000);
      await set({ enabled: false });
      assert.deepEqual(await record.find(), { ...noMaintenance, updatedAt: clock.now() });
    });

    it('is on the record, with what was before, however many change it at once', async () => {
      const instances = Array.from({ length: 4 }, instance);
      await Promise.all(instances.map(({ set }, index) => set({ enabled: true, retryAfterSeconds: index + 1 })));
      const rows = await database.reader.all('select actor_id, action, subject, old_values, new_values from audit_log', []);
      assert.deepEqual(rows.map((row) => [row['actor_id'], row['action']])[0], [actor.userId, 'maintenance.set']);
      const values = (column: string) => rows.map((row) => String(row[column]));
      const initial = JSON.stringify({ enabled: false, message: null, retryAfterSeconds: 300 });
      const { enabled, message, retryAfterSeconds } = await new SqlMaintenanceRecord(database).find();
      const last = JSON.stringify({ enabled, message, retryAfterSeconds });
      assert.deepEqual([initial, ...values('new_values')].sort(), [...values('old_values'), last].sort());
    });
  });
}

describe('what an instance knows of maintenance', () => {
  const on: Maintenance = { ...noMaintenance, enabled: true };
  let clock: TestClock;
  let log: RecordingLog;
  let answers: PromiseWithResolvers<Maintenance>[];
  let mode: CachedMaintenanceMode;
  beforeEach(() => {
    clock = new TestClock();
    log = new RecordingLog();
    answers = [];
    const find = () => {
      const asked = Promise.withResolvers<Maintenance>();
      answers.push(asked);
      return asked.promise;
    };
    mode = new CachedMaintenanceMode({ record: { find, lock: find, save: async () => undefined }, clock, log });
  });

  it('is read once for all who ask meanwhile, and then given without waiting', async () => {
    const asked = [mode.current(), mode.current()];
    answers[0]?.resolve(on);
    assert.deepEqual(await Promise.all(asked), [on, on]);
    assert.equal(mode.current(), on);
    assert.equal(answers.length, 1);
  });

  it('is not what was being read while it changed', async () => {
    const before = mode.current();
    mode.forget();
    const after = mode.current();
    answers[1]?.resolve(on);
    await after;
    answers[0]?.resolve(noMaintenance);
    await before;
    assert.equal(mode.current(), on);
  });

  it('stays what it was while it cannot be read, and says so', async () => {
    const first = mode.current();
    answers[0]?.resolve(on);
    await first;
    clock.tick(10_000);
    const second = mode.current();
    answers[1]?.reject(new Error('no database'));
    assert.equal(await second, on);
    assert.deepEqual(
      log.lines.map(({ level, event }) => [level, event]),
      [['warn', 'maintenance_not_read']],
    );
  });

  it('is an error when nothing was ever known, until it can be read', async () => {
    const first = mode.current();
    answers[0]?.reject(new RangeError('no database'));
    await assert.rejects(async () => first, RangeError);
    const second = mode.current();
    answers[1]?.resolve(on);
    assert.equal(await second, on);
  });
});
