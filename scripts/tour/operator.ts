import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import type { Person } from './people.ts';
import { promised } from './reply.ts';
import type { Tour } from './tour-context.ts';
import { Visitor } from './visitor.ts';

export async function forgeWebhook(tour: Tour): Promise<void> {
  const forger = new Visitor(tour.baseUrl);
  const event = { id: `forged-${randomBytes(4).toString('hex')}`, type: 'payment.succeeded', object: { payment_id: 'sbxpay_0' } };
  (await forger.post('/webhooks/sandbox', event)).is(401, 'WEBHOOK_SIGNATURE_INVALID');
  const signature = `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}`;
  (await forger.post('/webhooks/sandbox', event, { 'x-sandbox-signature': signature })).is(401, 'WEBHOOK_SIGNATURE_INVALID');
  tour.saw('a webhook without a signature, or with a made-up one, is 401');
}

/** Null where the tool cannot be run, or works on another database than the server's. */
export async function makeAdmin(tour: Tour, dataDir: string): Promise<Visitor | null> {
  const name = `admin-${randomBytes(4).toString('hex')}`;
  const email = `${name}@tour.example`;
  let printed: string;
  try {
    const start = resolve(import.meta.dirname, '../start.mjs');
    const env = { ...process.env, DATA_DIR: dataDir };
    printed = (await promisify(execFile)(process.execPath, [start, 'admin-create', '--email', email], { env })).stdout;
  } catch (error) {
    const [, reason] = String(error).split('\n');
    tour.saw(`skipped: admin:create could not be run here (${reason})`);
    return null;
  }
  const [, password] = /^Password: (.+)$/m.exec(printed) ?? [];
  promised(password !== undefined, 'admin:create prints the password of a new account once', printed);
  const admin = new Visitor(tour.baseUrl);
  const reply = await admin.post('/auth/login', { email, password });
  if (reply.status === 401) {
    tour.saw('skipped: admin:create wrote to another database than the server reads (give the tour its DATA_DIR and DATABASE_URL)');
    return null;
  }
  admin.accessToken = reply.is(200).text('access_token');
  tour.saw(`npm run admin:create made ${email}, beside the running server`);
  return admin;
}

export async function inspect(tour: Tour, admin: Visitor, person: Person): Promise<void> {
  (await person.visitor.get('/admin/ledger/audit')).is(403, 'FORBIDDEN');
  const audit = (await admin.get('/admin/ledger/audit')).is(200);
  promised(audit.at('balanced') === true, 'the books balance', audit.at('faults'));
  promised(Number(audit.at('checked.entries')) > 0, 'there are entries in the books', audit.at('checked'));
  tour.saw(`the books balance over ${audit.at('checked.transactions')} transactions with ${audit.at('checked.entries')} entries`);

  const forged = (await admin.get('/admin/webhook-deliveries?signature_valid=false&limit=2')).is(200);
  promised(forged.at('data.0.result') === 'signature_invalid', 'the forged webhooks are on the record', forged.at('data.0'));
  const genuine = (await admin.get('/admin/webhook-deliveries?result=ok&limit=1')).is(200);
  const replayed = (await admin.post(`/admin/webhook-deliveries/${genuine.text('data.0.id')}/replay`)).is(200);
  promised(replayed.at('result') !== 'error', 'a delivery can be replayed', replayed.at('result'));
  const orders = (await admin.get('/admin/orders?status=refunded&limit=1')).is(200);
  promised(orders.at('data.0.status') === 'refunded', 'an administrator sees every order', orders.at('data.0'));
  const reconciled = (await admin.post('/admin/reconcile')).is(200);
  tour.saw(
    `the forged webhooks are on the record; one was replayed; reconciliation looked at ${JSON.stringify(reconciled.at('looked_at'))}`,
  );
  const after = (await admin.get('/admin/ledger/audit')).is(200);
  promised(after.at('balanced') === true, 'the books still balance', after.at('faults'));
  tour.saw('and the books still balance');
}
