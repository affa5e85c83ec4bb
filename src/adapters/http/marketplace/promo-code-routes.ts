import { z } from 'zod';
import type { CreatePromoCode } from '#application/marketplace/create-promo-code.ts';
import type { DisablePromoCode } from '#application/marketplace/disable-promo-code.ts';
import type { PromoCodeSummary, SalesRecords } from '#application/marketplace/ports.ts';
import { NotFound } from '#application/shared/errors.ts';
import { answer } from '../answer.ts';
import { type Route, route } from '../route.ts';
import { idParams, listOf, moneyOf, moneySchema, pageQuery, timestamp } from '../schemas.ts';
import { moneyView, pageView } from '../views.ts';

type Deps = { createPromoCode: CreatePromoCode; disablePromoCode: DisablePromoCode; records: SalesRecords };

const basisPoints = z.int().min(1).max(10_000).describe('of the price: 2500 is a quarter off');
const promoCodeSchema = z
  .object({
    id: z.uuid(),
    code: z.string(),
    basis_points: basisPoints.nullable(),
    amount_off: moneySchema.nullable(),
    applies_to: z.enum(['own_products', 'every_product']),
    starts_at: timestamp,
    ends_at: timestamp.nullable(),
    max_uses: z.int().nullable(),
    max_uses_per_buyer: z.int(),
    uses: z.int(),
    disabled_at: timestamp.nullable(),
    created_at: timestamp,
  })
  .meta({ id: 'PromoCode' });

const wanted = z
  .object({
    code: z
      .string()
      .trim()
      .regex(/^[\p{L}\p{N}_-]{3,64}$/u, 'must be 3 to 64 letters, digits, hyphens or underscores'),
    basis_points: basisPoints.optional(),
    amount_off: moneySchema.refine(({ amount }) => amount > 0, { error: 'must be more than zero', path: ['amount'] }).optional(),
    starts_at: timestamp.optional(),
    ends_at: timestamp.optional(),
    max_uses: z.int().min(1).max(1_000_000).optional(),
    max_uses_per_buyer: z.int().min(1).max(1_000).optional(),
  })
  .refine((terms) => (terms.basis_points === undefined) !== (terms.amount_off === undefined), {
    error: 'give either basis_points or amount_off',
    path: ['basis_points'],
  });

const dateOf = (text: string | undefined) => (text === undefined ? undefined : new Date(text));

export function promoCodeRoutes({ createPromoCode, disablePromoCode, records }: Deps): Route[] {
  const tag = 'Marketplace';
  const found = async (id: string): Promise<PromoCodeSummary> => {
    const promo = await records.findPromoCode(id);
    if (!promo) throw new NotFound('promo code');
    return promo;
  };
  return [
    route({
      method: 'post',
      path: '/marketplace/promo-codes',
      tag,
      summary: 'Make a promo code for own products; an administrator’s is for every product',
      access: 'creator',
      body: wanted,
      answers: { 201: { description: 'The promo code', schema: promoCodeSchema } },
      refusals: { conflict: ['PROMO_CODE_TAKEN', 'STALE_STATE'] },
      handle: async ({ body, actor }) => {
        const id = await createPromoCode.execute({
          actor,
          code: body.code,
          discount: body.amount_off ? { amount: moneyOf(body.amount_off) } : { basisPoints: body.basis_points ?? 0 },
          startsAt: dateOf(body.starts_at),
          endsAt: dateOf(body.ends_at),
          maxUses: body.max_uses,
          maxUsesPerBuyer: body.max_uses_per_buyer,
        });
        return answer(201, promoCodeView(await found(id)));
      },
    }),
    route({
      method: 'get',
      path: '/marketplace/promo-codes',
      tag,
      summary: 'Own promo codes; an administrator sees all',
      access: 'creator',
      query: pageQuery,
      answers: { 200: { description: 'A page of promo codes', schema: listOf(promoCodeSchema) } },
      handle: async ({ query, actor }) =>
        answer(200, pageView(await records.listPromoCodes(actor.role === 'admin' ? null : actor.userId, query), promoCodeView)),
    }),
    route({
      method: 'delete',
      path: '/marketplace/promo-codes/:id',
      tag,
      summary: 'Disable a promo code; orders that used it keep their price',
      access: 'creator',
      params: idParams,
      answers: { 204: { description: 'It can no longer be used' } },
      handle: async ({ params, actor }) => {
        await disablePromoCode.execute(params.id, actor);
        return answer(204);
      },
    }),
  ];
}

function promoCodeView(promo: PromoCodeSummary): z.input<typeof promoCodeSchema> {
  return {
    id: promo.id,
    code: promo.code,
    basis_points: promo.basisPoints,
    amount_off: promo.amountOff && moneyView(promo.amountOff),
    applies_to: promo.sellerId ? 'own_products' : 'every_product',
    starts_at: promo.startsAt.toISOString(),
    ends_at: promo.endsAt?.toISOString() ?? null,
    max_uses: promo.maxUses,
    max_uses_per_buyer: promo.maxUsesPerBuyer,
    uses: promo.uses,
    disabled_at: promo.disabledAt?.toISOString() ?? null,
    created_at: promo.createdAt.toISOString(),
  };
}
