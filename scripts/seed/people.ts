import type { Container } from 'inversify';
import { UnkeyedOnce } from '#adapters/http/platform/once.ts';
import { CreateAdmin } from '#application/identity/create-admin.ts';
import { UsernameTaken } from '#application/identity/errors.ts';
import { Accounts, SecretTokens } from '#application/identity/ports.ts';
import { RegisterUser } from '#application/identity/register-user.ts';
import { UpgradeCreator } from '#application/identity/upgrade-creator.ts';
import { VerifyEmail } from '#application/identity/verify-email.ts';
import type { Actor } from '#application/shared/actor.ts';
import { Clock, Ids } from '#application/shared/ports.ts';
import { GivenUp } from '#bootstrap/given-up.ts';
import { type Actors, type DemoPerson, demo, emailOf, password, usernameOf } from './demo.ts';

/** Remembers the secret that it minted last: what stands in the verification mail. */
class RememberedSecrets extends SecretTokens {
  readonly #real: SecretTokens;
  last = '';

  constructor(real: SecretTokens) {
    super();
    this.#real = real;
  }

  mint(): { secret: string; digest: string } {
    const minted = this.#real.mint();
    this.last = minted.secret;
    return minted;
  }

  digestOf(secret: string): string {
    return this.#real.digestOf(secret);
  }
}

async function knownUser(container: Container, email: string): Promise<string | null> {
  const credentials = await container.get(Accounts).credentialsOf(email, container.get(Clock).now());
  return credentials?.userId ?? null;
}

async function register(container: Container, secrets: RememberedSecrets, person: { email: string; username: string }): Promise<void> {
  try {
    const once = new UnkeyedOnce(container.get(Ids).next());
    await container.get(RegisterUser).execute({ ...person, password, once });
    await container.get(VerifyEmail).execute({ token: secrets.last });
  } catch (error) {
    if (!(error instanceof UsernameTaken)) throw error;
    throw new GivenUp(`the demo needs the user name "${person.username}", and somebody else has it: seed another database`);
  }
}

async function makePerson(container: Container, secrets: RememberedSecrets, { name, role }: DemoPerson): Promise<Actor> {
  const [email, username] = [emailOf(name), usernameOf(name)];
  const known = await knownUser(container, email);
  if (!known) await register(container, secrets, { email, username });
  const userId = known ?? (await knownUser(container, email));
  if (!userId) throw new GivenUp(`${email} was verified and is not there`);
  if (role === 'creator') await container.get(UpgradeCreator).execute({ actor: { userId, role: 'user' } });
  if (role === 'admin') await container.get(CreateAdmin).execute({ email, username });
  return { userId, role };
}

/** Everybody in the demo, by name. Who is there already stays as they are. */
export async function makePeople(container: Container): Promise<Actors> {
  const secrets = new RememberedSecrets(container.get(SecretTokens));
  await container.unbind(SecretTokens);
  container.bind(SecretTokens).toConstantValue(secrets);
  await container.getAsync(RegisterUser);
  const actors = new Map<string, Actor>();
  for (const person of demo.people) actors.set(person.name, await makePerson(container, secrets, person));
  return actors;
}
