import { JobWorker } from '#application/shared/jobs.ts';
import { GivenUp } from '#bootstrap/given-up.ts';
import { runTool } from '#bootstrap/run-tool.ts';
import { demo, emailOf, password, promoCode } from './seed/demo.ts';
import { makeOrders } from './seed/orders.ts';
import { makePeople } from './seed/people.ts';
import { fillShelf } from './seed/shelf.ts';

const help = `npm run seed

Fills a demo: people, music made on the spot, products of each licence, and orders
in every state. Prints what to log in with. What is there already stays as it is, so
it is safe to run again. Refuses in production.`;

await runTool({
  help,
  flags: {},
  run: async ({ container, config, say }) => {
    if (config.NODE_ENV === 'production') throw new GivenUp('the demo is not for production: its passwords are known to everybody');
    const actors = await makePeople(container);
    const shelf = await fillShelf(container, actors);
    const orders = await makeOrders(container, actors, shelf);
    await (await container.getAsync(JobWorker)).drain();

    say(`Log in with the password "${password}" as`);
    for (const { name, role } of demo.people) say(`  ${emailOf(name).padEnd(24)} ${role}`);
    say(`\nThe promo code ${promoCode} takes 10 % off everything, once for each buyer.\n\nOrders:`);
    for (const { id, status, total } of orders)
      say(`  ${id}  ${status.padEnd(18)} ${String(total.amount).padStart(6)} ${total.currency} cents`);
    return true;
  },
});
