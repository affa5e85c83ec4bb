import { join } from 'node:path';
import { GivenUp } from '#bootstrap/given-up.ts';
import { runCommand, type Say } from '#bootstrap/run-command.ts';
import { commandMailbox, folderMailbox, type Mailbox } from './tour/mailbox.ts';
import { openShop } from './tour/market.ts';
import { listen, upload } from './tour/music.ts';
import { forgeWebhook, inspect, makeAdmin } from './tour/operator.ts';
import { arriveByLink, arriveByToken, becomeCreator, tryTokens } from './tour/people.ts';
import { decline, order, pay, payTwice, refund, seeRevoked } from './tour/purchase.ts';
import { Broken, promised, promisesKept } from './tour/reply.ts';
import { seeNothingYet, seeShareArrive, seeShareTakenBack } from './tour/seller.ts';
import type { Tour } from './tour/tour-context.ts';
import { Visitor } from './tour/visitor.ts';

const help = `npm run tour -- [--base-url URL] [--data-dir PATH] [--token-command COMMAND]

Goes through the whole journey of a seller, a buyer and an administrator against a
running server with the sandbox, tells what it sees, and exits with 1 at the first
thing that is not as promised. It leaves its accounts and orders behind.

  --base-url       where the server is (BASE_URL; http://localhost:8080)
  --data-dir       the server's data directory, whose mail folder it reads (DATA_DIR; ./var)
  --token-command  where mails go elsewhere: a shell command that is given an
                   address and prints its verification token (TOUR_TOKEN_COMMAND)

To make its administrator it runs admin:create, which needs the server's
environment; else that part is skipped.`;

let stops = 0;

async function seeServer(tour: Tour): Promise<void> {
  const anybody = new Visitor(tour.baseUrl);
  (await anybody.get('//health/ready')).is(200);
  const deep = (await anybody.get('//health/deep')).is(200);
  const document = (await anybody.get('/openapi.json')).is(200);
  promised(String(document.at('openapi')).startsWith('3.1'), 'there is an OpenAPI 3.1 document', document.at('openapi'));
  const paths = Object.keys(document.at('paths') as object).length;
  const dependencies = (deep.at('dependencies') as { name: string }[]).map(({ name }) => name);
  tour.saw(`ready, with ${dependencies.join(', ')}; OpenAPI 3.1 of ${paths} paths`);
}

async function go(baseUrl: string, dataDir: string, mailbox: Mailbox, say: Say): Promise<void> {
  const tour: Tour = { baseUrl, saw: (what) => say(`   ${what}`) };
  const stop = <T>(title: string, visit: () => Promise<T>): Promise<T> => {
    stops += 1;
    say(`\n${stops}. ${title}`);
    return visit();
  };
  await stop('The server', () => seeServer(tour));
  const seller = await stop('A seller registers, and verifies with the token of the mail', () => arriveByToken(tour, mailbox));
  await stop('She logs in, refreshes, and a thief gets nothing', () => tryTokens(tour, seller));
  await stop('She becomes a creator', () => becomeCreator(tour, seller));
  const track = await stop('She uploads music', () => upload(tour, seller));
  await stop('Anybody listens', () => listen(tour, track));
  const shop = await stop('She opens a shop, and people browse', () => openShop(tour, seller, track));
  await stop('Her balance before the first sale', () => seeNothingYet(tour, seller));
  const buyer = await stop('A buyer registers, and verifies by the link of the mail', () => arriveByLink(tour, mailbox));
  const bought = await stop('He orders', () => order(tour, buyer, shop));
  await stop('He pays in the sandbox', () => pay(tour, buyer, shop, bought, mailbox));
  await stop('Her share arrives', () => seeShareArrive(tour, seller, bought));
  await stop('He wants his money back', () => refund(tour, buyer, shop, bought));
  await stop('What he had is gone', () => seeRevoked(tour, buyer, shop, bought));
  await stop('And so is her share', () => seeShareTakenBack(tour, seller, bought));
  await stop('A payment whose webhook comes five times', () => payTwice(tour, buyer, shop));
  await stop('A payment that is declined', () => decline(tour, buyer, shop));
  await stop('A forged webhook', () => forgeWebhook(tour));
  const admin = await stop('An administrator is made', () => makeAdmin(tour, dataDir));
  if (admin) await stop('The administrator looks at the books', () => inspect(tour, admin, buyer));
}

await runCommand({
  help,
  flags: {
    'base-url': { type: 'string', default: process.env['BASE_URL'] || 'http://localhost:8080' },
    'data-dir': { type: 'string', default: process.env['DATA_DIR'] || './var' },
    'token-command': { type: 'string', default: process.env['TOUR_TOKEN_COMMAND'] || '' },
  },
  run: async ({ values, say }) => {
    const { 'base-url': baseUrl, 'data-dir': dataDir, 'token-command': command } = values;
    const mailbox = command ? commandMailbox(command) : folderMailbox(join(dataDir, 'mail'));
    try {
      await go(baseUrl, dataDir, mailbox, say);
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      throw new GivenUp(`\nThe tour ends at stop ${stops}: ${error.message}`, { cause: error });
    }
    say(`\nThe tour is over: ${stops} stops, ${promisesKept()} promises kept.`);
    return true;
  },
});
