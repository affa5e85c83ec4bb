/** In JSON, and in JSON that is a text within JSON. */
const CLIENT_SECRET = /(client_secret\\*"\s*:\s*\\*")[^"\\]+/g;

/** The body of a delivery for people to read: who has a payment's client secret can pay with it. Stored bytes stay as they are. */
export function shownPayload(payload: string): string {
  return payload.replaceAll(CLIENT_SECRET, '$1[redacted]');
}
