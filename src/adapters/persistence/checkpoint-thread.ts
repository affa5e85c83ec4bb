import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const { path, everyMs } = workerData as { path: string; everyMs: number };
const database = new Database(path, { fileMustExist: true });
database.pragma('synchronous = FULL');

const turns = setInterval(() => database.pragma('wal_checkpoint(PASSIVE)'), everyMs);

parentPort?.once('message', () => {
  clearInterval(turns);
  database.close();
});
