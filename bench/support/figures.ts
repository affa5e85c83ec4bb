/** One result: a ratio between two things measured in turn in the same run, with what the goal for it is. */
export type Figure = { name: string; ratios: number[]; goal: string; met: (median: number) => boolean; detail: string };

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const shown = (value: number) => value.toFixed(2);

/** Prints the figure; quote the median, and mistrust it when the range is wide. */
export function report({ name, ratios, goal, met, detail }: Figure): boolean {
  const middle = median(ratios);
  const ok = met(middle);
  console.log(
    `${ok ? 'met   ' : 'missed'}  ${name}: ${shown(middle)} (${shown(Math.min(...ratios))} to ${shown(Math.max(...ratios))}), goal ${goal}`,
  );
  console.log(`        ${detail}`);
  return ok;
}
