import type { AnswerHeaders } from '../answer.ts';

/** Names and values in turn, which is what `writeHead` takes most quickly; what is said later replaces what was said before. */
export function flatHeaders(everywhere: AnswerHeaders, here: AnswerHeaders, answer: AnswerHeaders): (string | number)[] {
  const flat: (string | number)[] = [];
  for (const name in everywhere) if (!(name in answer) && !(name in here)) flat.push(name, everywhere[name] ?? '');
  for (const name in here) if (!(name in answer)) flat.push(name, here[name] ?? '');
  for (const name in answer) flat.push(name, answer[name] ?? '');
  return flat;
}
