type Cell = string | number | bigint | null;

/** What a spreadsheet would take for a formula is written as text (OWASP, CSV injection). */
function guarded(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

function written(cell: Cell): string {
  const text = guarded(cell === null ? '' : String(cell));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A table as comma-separated values (RFC 4180) in UTF-8, its first line the names of the columns. */
export function csvOf(columns: readonly string[], rows: readonly (readonly Cell[])[]): Buffer {
  return Buffer.from([columns, ...rows].map((row) => `${row.map(written).join(',')}\r\n`).join(''));
}
