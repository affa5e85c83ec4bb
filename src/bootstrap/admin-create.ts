import { CreateAdmin } from '#application/identity/create-admin.ts';
import { Misused } from './run-command.ts';
import { runTool } from './run-tool.ts';

const help = `npm run admin:create -- --email ada@example.org [--username ada]

Makes an administrator of whoever has this mail address, or an account that is
one, and prints the password of a new account: it is not shown again.

  --email     the mail address, taken as verified
  --username  of a new account; made from the address when it is left out`;

await runTool({
  help,
  flags: { email: { type: 'string' }, username: { type: 'string' } },
  run: async ({ container, values: { email, username }, say }) => {
    if (!email) throw new Misused('say --email: whose account is it?');
    const createAdmin = await container.getAsync(CreateAdmin);
    const { user, password } = await createAdmin.execute({ email, username: username ?? nameFrom(email) });
    say(`${user.email} is an administrator, called ${user.username}`);
    say(password === null ? 'The password is the one that it was' : `Password: ${password}`);
    return true;
  },
});

function nameFrom(email: string): string {
  const name = email.trim().replace(/@.*/s, '');
  return name.length < 3 ? 'admin' : name.replace(/[^a-zA-Z0-9_.-]+/g, '-').slice(0, 30);
}
