import { z } from 'zod';
import type { GetMe } from '#application/identity/get-me.ts';
import type { UpgradeCreator } from '#application/identity/upgrade-creator.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { userSchema, userView } from './identity-views.ts';

type Deps = { getMe: GetMe; upgradeCreator: UpgradeCreator };

export function userRoutes({ getMe, upgradeCreator }: Deps): Route[] {
  const tag = 'Users';
  return [
    route({
      method: 'get',
      path: '/users/me',
      tag,
      summary: 'Who am I',
      access: 'user',
      answers: { 200: { description: 'The own account', schema: userSchema } },
      handle: async ({ actor }) => answer(200, userView(await getMe.execute({ actor }))),
    }),
    route({
      method: 'post',
      path: '/users/me/upgrade-creator',
      tag,
      summary: 'Become a creator, who may upload and sell',
      description: 'One way. Asking again changes nothing.',
      access: 'user',
      answers: { 200: { description: 'The own account', schema: z.object({ user: userSchema, already_elevated: z.boolean() }) } },
      refusals: { forbidden: ['EMAIL_NOT_VERIFIED'] },
      handle: async ({ actor }) => {
        const { user, alreadyElevated } = await upgradeCreator.execute({ actor });
        return answer(200, { user: userView(user), already_elevated: alreadyElevated });
      },
    }),
  ];
}
