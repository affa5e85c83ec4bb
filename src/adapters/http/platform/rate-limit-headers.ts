import type { RateLimitPolicy, RateLimitState } from '#application/shared/rate-limit.ts';
import type { AnswerHeaders } from '../answer.ts';

/** draft-ietf-httpapi-ratelimit-headers-11 */
export function rateLimitHeaders(policy: RateLimitPolicy, state: Omit<RateLimitState, 'allowed'>): AnswerHeaders {
  return {
    'ratelimit-policy': `"${policy.name}";q=${policy.quota};w=${policy.windowSeconds}`,
    ratelimit: `"${policy.name}";r=${state.remaining};t=${state.resetSeconds}`,
  };
}
