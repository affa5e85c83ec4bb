/**
 * Where a seller stands in one currency, in minor units; what is owed to the seller is positive.
 * - `payable`: the share that is not in the connected account; below zero it is the seller's debt
 * - `connect`: what is in connected accounts and has not been paid out
 * - `inFlight`: transfers that are frozen and not in the books yet
 * - `contested`: shares that disputes hold here
 * - `returning`: reversals on their way that are relied on
 * - `leaving`: payouts that may have been made and are not in the books yet
 * - `held`: what disputes hold of the connected accounts' content
 */
export type SellerFunds = {
  payable: bigint;
  connect: bigint;
  inFlight: bigint;
  contested: bigint;
  returning: bigint;
  leaving: bigint;
  held: bigint;
};

const atLeastZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n);

/** What a new transfer may send: what is owed, without what is on its way already or may be lost, with what is coming back. */
export function sendable({ payable, inFlight, contested, returning }: SellerFunds): bigint {
  return atLeastZero(payable - inFlight - contested + returning);
}

/** What may be paid out: never what a debt, a reversal or a payout under way or a dispute claims. */
export function withdrawable({ payable, connect, returning, leaving, held }: SellerFunds): bigint {
  const debt = atLeastZero(-payable);
  return atLeastZero(connect - (debt > returning ? debt : returning) - leaving - held);
}

/** The seller's view: `available` and `pending` are never below zero, `debt` is what is netted from the next sales. */
export function balanceOf(funds: SellerFunds): { pending: bigint; available: bigint; debt: bigint; held: bigint } {
  const net = funds.connect + (funds.payable < 0n ? funds.payable : 0n);
  const available = atLeastZero(net);
  return { pending: atLeastZero(funds.payable), available, debt: atLeastZero(-net), held: available - withdrawable(funds) };
}
