const ENTITY_TAG = /\s*(?:,\s*)*(W\/)?("[\x21\x23-\x7e\x80-\xff]*")\s*(?:,|$)/y;

/** Whether a list of entity tags, or `*`, names this strong one (RFC 9110 § 8.8.3.2). */
export function namesTag(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  if (list.trim() === '*') return true;
  ENTITY_TAG.lastIndex = 0;
  for (let match = ENTITY_TAG.exec(list); match; match = ENTITY_TAG.exec(list)) {
    if (match[2] === etag && (comparison === 'weak' || match[1] === undefined)) return true;
  }
  return false;
}
