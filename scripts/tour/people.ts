import { randomBytes } from 'node:crypto';
import type { Mailbox } from './mailbox.ts';
import { promised } from './reply.ts';
import type { Tour } from './tour-context.ts';
import { Visitor } from './visitor.ts';

export type Person = { visitor: Visitor; name: string; email: string; password: string; id: string };

async function register(tour: Tour, role: string): Promise<Person> {
  const name = `${role}-${randomBytes(4).toString('hex')}`;
  const person = { visitor: new Visitor(tour.baseUrl), name, email: `${name}@tour.example`, password: `${name} is on tour`, id: '' };
  const { email, password } = person;
  const first = (await person.visitor.post('/auth/register', { email, password, username: name })).is(202);
  tour.saw(`${email} registers: 202 "${first.text('message')}"`);
  const again = (await person.visitor.post('/auth/register', { email, password, username: name })).is(202);
  promised(again.bytes.equals(first.bytes), 'a second registration is answered exactly as the first', again.text('message'));
  tour.saw('registering again is answered with the very same bytes');
  return person;
}

async function logIn({ visitor, email, password }: Person): Promise<{ refreshToken: string }> {
  const reply = (await visitor.post('/auth/login', { email, password })).is(200);
  promised(Number(reply.at('expires_in')) > 0, 'a login says when its token expires', reply.at('expires_in'));
  visitor.accessToken = reply.text('access_token');
  return { refreshToken: reply.text('refresh_token') };
}

/** Registers, refuses to log in before the address is verified, and verifies with the token of the mail. */
export async function arriveByToken(tour: Tour, mailbox: Mailbox): Promise<Person> {
  const person = await register(tour, 'seller');
  const { visitor, email, password, name } = person;
  (await visitor.post('/auth/login', { email, password: 'a wrong password' })).is(401, 'INVALID_CREDENTIALS');
  (await visitor.post('/auth/login', { email, password })).is(403, 'EMAIL_NOT_VERIFIED');
  tour.saw('a wrong password is 401 INVALID_CREDENTIALS, the right one 403 EMAIL_NOT_VERIFIED');
  const token = await mailbox.verificationToken(email);
  const verified = (await visitor.post('/auth/verify-email', { token })).is(200);
  promised(
    verified.at('user.username') === name && verified.at('user.is_verified') === true,
    'the verified user is answered',
    verified.at('user'),
  );
  tour.saw(`the token of the mail makes the user ${name}`);
  (await visitor.post('/auth/verify-email', { token })).is(410, 'VERIFICATION_TOKEN_USED');
  tour.saw('the same token a second time is 410 VERIFICATION_TOKEN_USED');
  return { ...person, id: verified.text('user.id') };
}

/** Registers, and verifies by opening the link of the mail. */
export async function arriveByLink(tour: Tour, mailbox: Mailbox): Promise<Person> {
  const person = await register(tour, 'buyer');
  const { visitor, email } = person;
  const token = await mailbox.verificationToken(email);
  const link = `//verify-email?token=${token}`;
  (await visitor.send('HEAD', link)).is(200);
  const page = (await visitor.get(link)).is(200);
  promised(page.header('content-type').startsWith('text/html'), 'the link opens a page', page.header('content-type'));
  (await visitor.get(link)).is(200);
  tour.saw('the link of the mail verifies the address, and says so again when it is opened again');
  await logIn(person);
  const me = (await visitor.get('/users/me')).is(200);
  promised(me.at('email') === email && me.at('role') === 'user', 'whoever logs in is who registered', me.at('email'));
  return { ...person, id: me.text('id') };
}

/** Log-in, refresh, theft, log-out: at the end the person is logged in. */
export async function tryTokens(tour: Tour, person: Person): Promise<void> {
  const { visitor } = person;
  (await visitor.get('/users/me')).is(401, 'UNAUTHENTICATED');
  const { refreshToken } = await logIn(person);
  (await visitor.get('/users/me')).is(200);
  tour.saw('GET /users/me is 401 without a token and 200 after the login');

  const second = (await visitor.post('/auth/refresh', { refresh_token: refreshToken })).is(200);
  visitor.accessToken = second.text('access_token');
  (await visitor.get('/users/me')).is(200);
  tour.saw('the refresh token is exchanged for the next pair');
  (await visitor.post('/auth/refresh', { refresh_token: refreshToken })).is(401, 'INVALID_REFRESH_TOKEN');
  (await visitor.post('/auth/refresh', { refresh_token: second.text('refresh_token') })).is(401, 'INVALID_REFRESH_TOKEN');
  (await visitor.get('/users/me')).is(401, 'INVALID_TOKEN');
  tour.saw('using the old one again looks like theft: the whole session has ended, its access token too');

  await logIn(person);
  (await visitor.post('/auth/logout')).is(204);
  (await visitor.get('/users/me')).is(401, 'INVALID_TOKEN');
  await logIn(person);
  tour.saw('after a log-out the access token is good for nothing; logging in again works');
}

export async function becomeCreator(tour: Tour, { visitor }: Person): Promise<void> {
  (await visitor.post('/marketplace/products', {})).is(403, 'FORBIDDEN');
  const first = (await visitor.post('/users/me/upgrade-creator')).is(200);
  const again = (await visitor.post('/users/me/upgrade-creator')).is(200);
  promised(
    first.at('already_elevated') === false && first.at('user.role') === 'creator',
    'the upgrade makes a creator',
    first.at('user.role'),
  );
  promised(again.at('already_elevated') === true, 'a second upgrade changes nothing', again.at('already_elevated'));
  tour.saw('selling is 403 before the upgrade; asking for it again changes nothing');
}
