import { JobHandler, type JobPayload } from '#application/shared/ports.ts';
import type { IssueRefund } from './issue-refund.ts';
import { ISSUE_REFUND } from './jobs.ts';

/** Asks the provider for a refund that nobody waits for: the goods of a paid order were gone. */
export class IssueRefundJob extends JobHandler {
  readonly jobName = ISSUE_REFUND;
  readonly #issueRefund: IssueRefund;

  constructor({ issueRefund }: { issueRefund: IssueRefund }) {
    super();
    this.#issueRefund = issueRefund;
  }

  override async execute({ refundId }: JobPayload): Promise<void> {
    await this.#issueRefund.execute(String(refundId));
  }
}
