/**
 * Which school day a moment belongs to, and how it reads on the school's own clock, whatever zone the tablet is set to.
 * The zone comes with the day sheet and is kept; until it is known the tablet's own zone serves.
 */
const KEPT = "carryover-zone";

interface Parts {
  day: string;
  time: string;
}

function readable(zone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat("en-CA", {
      timeZone: zone,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    });
  } catch {
    return null;
  }
}

const own = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";

let format = readable(globalThis.localStorage?.getItem(KEPT) ?? own()) ?? readable("UTC")!;

/** Takes the school's zone from the server; a name that the browser does not know is ignored. */
export function useZone(zone: string | undefined): void {
  const known = zone ? readable(zone) : null;
  if (!known || !zone) return;
  format = known;
  try {
    globalThis.localStorage?.setItem(KEPT, zone);
  } catch {
    // A full disk must not stop the day: the zone comes again with the next sheet.
  }
}

function parts(moment: string | number): Parts {
  const found: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(new Date(moment))) found[type] = value;
  return { day: `${found["year"]}-${found["month"]}-${found["day"]}`, time: `${found["hour"]}:${found["minute"]}` };
}

/** "09:02" on the school's clock: the form that times are compared in. */
export function timeOf(moment: string | number): string {
  return parts(moment).time;
}

/** "1:25" from "13:25", as a US school's bell schedule has it. */
export const twelveHour = (time: string) => `${Number(time.slice(0, 2)) % 12 || 12}${time.slice(2, 5)}`;

/** "1:25 pm" from "13:25". */
export const withHalf = (time: string) => `${twelveHour(time)} ${time < "12" ? "am" : "pm"}`;

/** A moment as people read it on the school's clock: "1:25 pm". */
export const shownTime = (moment: string | number) => withHalf(timeOf(moment));

/** The ISO day of a moment at the school. */
export function dayOf(moment: string | number): string {
  return parts(moment).day;
}

/** The moment, in ms, at which the school's clock shows this day and time; null when they are no day or time. */
export function momentAt(day: string, time: string): number | null {
  const wanted = Date.parse(`${day}T${time.slice(0, 5)}:00Z`);
  if (Number.isNaN(wanted)) return null;
  let guess = wanted;
  // Twice, because the first correction may cross a change of the clocks.
  for (let turn = 0; turn < 2; turn += 1) {
    const shown = parts(guess);
    guess += wanted - Date.parse(`${shown.day}T${shown.time}:00Z`);
  }
  return guess;
}
