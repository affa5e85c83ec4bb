import { CreateAdmin } from '#application/identity/create-admin.ts';
import { Misused, runTool } from './run-tool.ts';

const help = `npm run admin:create -- --email ada@example.org [--username ada]

Makes an administrator: of the account with this address where there is one, else
of a new one, whose password is printed once.

  --email     the mail address to log in with
  --username  the name of a new account; otherwise the part of the address before the @`;

await runTool({
  help,
  flags: { email: { type: 'string' }, username: { type: 'string' } },
  run: async ({ container, values: { email, username }, say }) => {
    if (!email) throw new Misused('say whose account it is: --email ada@example.org');
    const createAdmin = await container.getAsync(CreateAdmin);
    const { user, password } = await createAdmin.execute({ email, username: username ?? nameIn(email) });
    if (password === null) say(`${user.email} (${user.username}) is an administrator; the password is what it was.`);
    else say(`${user.email} (${user.username}) is an administrator.\npassword: ${password}\nIt is not shown again.`);
    return true;
  },
});

function nameIn(email: string): string {
  return email.replace(/@.*$/, '').replaceAll(/[^\w.-]/g, '-');
}
