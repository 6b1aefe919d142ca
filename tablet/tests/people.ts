/** Denise, her students and a day of hers, for tests. */
import { IDBFactory } from "fake-indexeddb";
import "fake-indexeddb/auto";
import type { Label } from "../src/outbox";
import { makeDraft, newId, type CapturePayload, type DaySheet, type Draft, type Measure, type Student } from "../src/wire";

export const NOON = Date.UTC(2026, 9, 20, 13, 0, 0);
export const BOOT = "9d1f60c2-8a55-4f0e-a1c4-5f1f2f8a7e33";

export function freshDisk(): void {
  globalThis.indexedDB = new IDBFactory();
}

const measure = (id: string, label: string, method: Measure["method"], unit: string): Measure => ({
  id,
  label,
  method,
  unit,
  definition: `${label}, as the plan defines it.`,
  examples: [`${label}: an example`],
  non_examples: [`${label}: not an example`],
  prompts: method === "trials" ? ["FP", "PP", "M", "G", "V", "I"] : [],
  goal: `By May, ${label.toLowerCase()} as agreed.`,
  schedule: "Every school day",
});

export const CALLS = measure("m-calls", "Calls out", "count", "times per day");
export const SEAT = measure("m-seat", "Out of seat", "duration", "minutes");
export const ASKS = measure("m-asks", "Asks for help", "trials", "percent independent");

const student = (id: string, initials: string, name: string, color: number, measures: Measure[]): Student => ({
  id,
  initials,
  name,
  color,
  plan: { version_id: `pv-${id}`, number: 3, effective_from: "2026-10-16", changed: [] },
  card: {
    why: [{ text: "Escapes long writing", because: "Long tasks end when he calls out." }],
    before: [{ text: "Offer a choice of two", because: "A choice gives him a say in the task." }],
    teach: [{ text: "“Break, please”", because: "It gets the same break without the noise." }],
    respond: [{ text: "Wait 5 s, then point to the card", because: "Words add noise when he is upset." }],
    never: [{ text: "Block the door", because: "It is a limit of the plan." }],
    ask: { name: "M. Reyes", how: "Room 14" },
  },
  measures,
  pending_change: null,
});

export const JAYLEN: Student = {
  ...student("s-jt", "J.T.", "Jaylen T.", 0, [CALLS, SEAT]),
  plan: { version_id: "pv-s-jt", number: 3, effective_from: "2026-10-19", changed: ["Offer a choice of two"] },
};
export const AMARA: Student = student("s-ao", "A.O.", "Amara O.", 1, [ASKS]);

export const SHEET: DaySheet = {
  day: "2026-10-20",
  school_day: { kind: "instructional", letter: "A", note: "", next: "2026-10-21" },
  server_time: "2026-10-20T13:00:00Z",
  adult: { id: "a-denise", name: "Denise W.", initials: "D.W.", role_label: "Paraprofessional" },
  blocks: [
    {
      period: "P1",
      name: "Reading",
      starts: "08:25",
      ends: "09:55",
      place: "Room 12",
      students: [
        { id: "s-jt", status: "here", note: "" },
        { id: "s-ao", status: "here", note: "" },
      ],
    },
    { period: "P2", name: "Break", starts: "09:55", ends: "10:10", place: "", students: [{ id: "s-jt", status: "absent", note: "" }] },
  ],
  students: [JAYLEN, AMARA],
};

export const LABEL: Label = { adult: "a-denise", session: "session-1", day: "2026-10-20" };

export function tap(at: number = NOON, id: string = newId(at)): Promise<Draft> {
  const when = new Date(at).toISOString();
  const payload: CapturePayload = {
    student: "s-jt",
    plan_version: "pv-s-jt",
    measure: "m-calls",
    session: LABEL.session,
    session_started_at: when,
    occurred_at: when,
    late: false,
    value: { count: 1 },
  };
  return makeDraft(id, "capture", payload, "grant", { wall: at, mono: 1, boot: BOOT, tz: "America/New_York", offset: null });
}
