import { MalformedJson } from './http-errors.ts';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/**
 * Refuses JSON that nests deeper than `maxDepth` or names a key of one object twice, before anything parses it: parsers
 * disagree on the second and recursion breaks on the first. Whether the text is JSON at all is left to the parser.
 */
export function refuseHostileJson(text: string, maxDepth: number): void {
  const keysOfOpen: (Set<string> | null)[] = [];
  let expectsKey = false;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case QUOTE: {
        const end = endOfString(text, at);
        if (expectsKey) rememberKey(keysOfOpen.at(-1), text.slice(at, end + 1));
        expectsKey = false;
        at = end;
        break;
      }
      case OPEN_BRACE:
      case OPEN_BRACKET:
        if (keysOfOpen.length === maxDepth) throw new MalformedJson(`the body nests deeper than ${maxDepth} levels`);
        expectsKey = text.charCodeAt(at) === OPEN_BRACE;
        keysOfOpen.push(expectsKey ? new Set() : null);
        break;
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        keysOfOpen.pop();
        expectsKey = false;
        break;
      case COMMA:
        expectsKey = Boolean(keysOfOpen.at(-1));
        break;
    }
  }
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === QUOTE) return at;
    if (unit === BACKSLASH) at++;
  }
  return text.length;
}

function rememberKey(keys: Set<string> | null | undefined, literal: string): void {
  if (!keys) return;
  const key = literal.includes('\\') ? unescaped(literal) : literal;
  if (keys.has(key)) throw new MalformedJson('the body names a key of one object twice');
  keys.add(key);
}

function unescaped(literal: string): string {
  try {
    return JSON.stringify(JSON.parse(literal));
  } catch {
    throw new MalformedJson('the body is not valid JSON');
  }
}
