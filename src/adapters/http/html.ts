type Part = Html | string | number | bigint | null | undefined | false | readonly Part[];

/** Text that is HTML already: made by `html` alone, so that nothing gets into a page without being escaped. */
export class Html {
  readonly #text: string;

  constructor(strings: TemplateStringsArray, parts: readonly Part[]) {
    this.#text = String.raw({ raw: strings }, ...parts.map(textOf));
  }

  toString(): string {
    return this.#text;
  }
}

/** HTML with escaped values in it; `null`, `undefined` and `false` leave nothing, and a list is written without separators. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return new Html(strings, parts);
}

/** A whole document. `head` is where a page brings its style. */
export function htmlPage({ title, head, body }: { title: string; head: Html; body: Html }): string {
  return `${html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${head}
</head>
<body>
${body}
</body>
</html>
`}`;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return '';
  if (part instanceof Html) return part.toString();
  if (Array.isArray(part)) return part.map(textOf).join('');
  return String(part).replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
}
