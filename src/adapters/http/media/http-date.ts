const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const month = MONTHS.join('|');
const time = String.raw`(\d\d):(\d\d):(\d\d)`;
const IMF_FIXDATE = new RegExp(String.raw`^[A-Z][a-z]{2}, (\d\d) (${month}) (\d{4}) ${time} GMT$`);
const RFC_850 = new RegExp(String.raw`^[A-Z][a-z]{5,8}, (\d\d)-(${month})-(\d\d) ${time} GMT$`);
const ASCTIME = new RegExp(String.raw`^[A-Z][a-z]{2} (${month}) ([ \d]\d) ${time} (\d{4})$`);

/** The seconds since 1970 of a date in any of the three forms of RFC 9110 § 5.6.7; null for anything else. */
export function parseHttpDate(text: string): number | null {
  const fixed = IMF_FIXDATE.exec(text);
  if (fixed) return seconds(fixed[3], fixed[2], fixed[1], fixed.slice(4, 7));
  const old = RFC_850.exec(text);
  if (old) return seconds(fullYear(Number(old[3])), old[2], old[1], old.slice(4, 7));
  const asctime = ASCTIME.exec(text);
  if (asctime) return seconds(asctime[6], asctime[1], asctime[2], asctime.slice(3, 6));
  return null;
}

function seconds(year: string | number = '', monthName = '', day = '', [hour, minute, second]: string[] = []): number | null {
  const parts = [Number(year), MONTHS.indexOf(monthName), Number(day), Number(hour), Number(minute), Number(second)] as const;
  const date = new Date(Date.UTC(...parts));
  return date.getUTCDate() === parts[2] && date.getUTCHours() === parts[3] ? date.getTime() / 1000 : null;
}

/** A year of two digits that seems more than 50 years away lies in the past. */
function fullYear(twoDigits: number): number {
  const now = new Date().getUTCFullYear();
  const year = now - (now % 100) + twoDigits;
  return year > now + 50 ? year - 100 : year;
}
