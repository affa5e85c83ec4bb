import { JobHandler, type JobPayload } from '#application/shared/ports.ts';
import { RefundRefused } from './errors.ts';
import type { IssueRefund } from './issue-refund.ts';
import { ISSUE_REFUND } from './jobs.ts';

/** Asks the provider for a refund that nobody waits for: the goods of a paid order were gone. A refusal is an answer. */
export class IssueRefundJob extends JobHandler {
  readonly jobName = ISSUE_REFUND;
  readonly #issueRefund: IssueRefund;

  constructor({ issueRefund }: { issueRefund: IssueRefund }) {
    super();
    this.#issueRefund = issueRefund;
  }

  override async execute({ refundId }: JobPayload): Promise<void> {
    try {
      await this.#issueRefund.execute(String(refundId));
    } catch (error) {
      if (!(error instanceof RefundRefused)) throw error;
    }
  }
}
