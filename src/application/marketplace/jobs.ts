/** The jobs of this context: who enqueues one and who does it meet here. */
export const ISSUE_REFUND = 'issue-refund';
export const OPEN_PAYMENT = 'open-payment';
export const ORDER_NOTICES = 'order-notices';
