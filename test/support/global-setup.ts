import { stopPostgresServer } from './postgres-server.ts';

export const mochaGlobalTeardown = stopPostgresServer;
