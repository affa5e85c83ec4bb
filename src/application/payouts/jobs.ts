export const SEND_TRANSFERS = 'send-transfers';
export const REVERSE_TRANSFERS = 'reverse-transfers';
export const PAY_OUT = 'pay-out';
export const ADVANCE_PAYOUTS = 'advance-payouts';
export const CHECK_SELLER_ACCOUNTS = 'check-seller-accounts';
