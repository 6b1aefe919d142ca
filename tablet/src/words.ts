/** Every word of the tablet, in English and Spanish. What a plan says comes from the plan and is never translated here. */
import { english, type Words } from "./english";
import { spanish } from "./spanish";
import type { Value } from "./wire";

export type { Words };

export type Language = "en" | "es";

export const WORDS: Record<Language, Words> = { en: english, es: spanish };

const LOCALE: Record<Language, string> = { en: "en-US", es: "es-US" };

/** "Tue Oct 14", from an ISO day, whatever the tablet's zone. */
export function dayName(iso: string, language: Language): string {
  const [year, month, day] = iso.slice(0, 10).split("-").map(Number);
  if (!year || !month || !day) return iso;
  return new Intl.DateTimeFormat(LOCALE[language], { weekday: "short", month: "short", day: "numeric", timeZone: "UTC" })
    .format(new Date(Date.UTC(year, month - 1, day)))
    .replace(/,/g, "");
}

/** "4:07" from seconds. */
export function minutesSeconds(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** What one entry says: "+4", "4:07 min:s", the level of help, or that the response was incorrect. */
export function valueWords(value: Value, words: Words): string {
  if ("count" in value) return `+${value.count}`;
  if ("seconds" in value) return `${minutesSeconds(value.seconds)} ${words.minSec}`;
  if (!value.correct) return words.incorrect;
  return value.prompt ? words.prompts[value.prompt] : words.correct;
}
