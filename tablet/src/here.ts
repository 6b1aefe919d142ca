/**
 * What every screen may know, and what it may ask for.
 *
 * A screen's update is a pure function of its model, a message and its surroundings. What must happen outside (writing,
 * asking the network, moving on) it returns as effects, which `effects.ts` carries out.
 */
import type { ItemState, Kept } from "./outbox";
import type { UploadState } from "./upload";
import type { Adult, DaySheet, Kind, Measure, Payload, SentItem, Status, Student } from "./wire";
import type { Language, Words } from "./words";

/**
 * The moment of a message: the clock corrected by what the server said, the tablet's own clock (for lengths of time, which a
 * correction must not stretch), and fresh ids (the same k gives the same id within one message).
 */
export interface Stamp {
  at: number;
  wall: number;
  mint(k: number): string;
}

export interface Running {
  student: string;
  measure: string;
  startedAt: string;
  startedWall: number;
}

export interface Participant {
  id: string;
  initials: string;
  color: number;
  status: Status;
  planVersion: string;
  measures: Measure[];
  /** Measures that the present plan version no longer has, with the version that they are recorded under. */
  older?: Record<string, string>;
}

/** A session as it was when it began; a plan version signed during it only adds pads, behind those that are there. */
export interface Session {
  id: string;
  /** The block it was started from. */
  period?: string;
  adult: string;
  day: string;
  startedAt: string;
  name: string;
  place: string;
  participants: Participant[];
  running: Running[];
}

export interface World {
  language: Language;
  words: Words;
  hand: "right" | "left";
  hidden: boolean;
  now: number;
  wall: number;
  today: string;
  online: boolean;
  enrolled: boolean;
  adult: Adult | null;
  grantExpires: string | null;
  sheet: DaySheet | null;
  queue: { waiting: number; oldest: number | null; stuck: number; held: number };
  upload: UploadState;
  unsaved: readonly string[];
  read: readonly string[];
  session: Session | null;
  newer: boolean;
}

export interface Here {
  world: World;
  stamp: Stamp;
}

export type Place =
  | { name: "signin" }
  | { name: "today" }
  | { name: "card"; student: string }
  | { name: "capture" }
  | { name: "late" }
  | { name: "sent" }
  | { name: "sheet" };

/** Something to keep for ever: it is given its envelope and its number when it is written. */
export interface Entry {
  id: string;
  kind: Kind;
  payload: Payload;
  session: string;
  day: string;
}

export interface LocalRow {
  id: string;
  kind: string;
  payload: string;
  state: ItemState;
  reason: string | null;
  who_resolves: string | null;
}

export type Effect =
  | { do: "record"; entry: Entry }
  | { do: "keepSession"; session: Session | null }
  | { do: "begin"; session: Session }
  | { do: "go"; to: Place }
  | { do: "pulse"; pad: string }
  | { do: "tryAgain" }
  | { do: "sendNow" }
  | { do: "enrol" }
  | { do: "loadDay" }
  | { do: "loadSent" }
  | { do: "markRead"; version: string }
  | { do: "setLanguage"; language: Language }
  | { do: "setHand"; hand: "right" | "left" }
  | { do: "useNewer" };

export type Outcome<Model> = [model: Model, effects: Effect[]];

export interface SentNews {
  local: LocalRow[];
  server: SentItem[] | null;
}

export const localRow = (kept: Kept): LocalRow => ({
  id: kept.id,
  kind: kept.envelope.kind,
  payload: kept.envelope.payload,
  state: kept.state,
  reason: kept.reason,
  who_resolves: kept.who_resolves,
});

export function studentOf(sheet: DaySheet | null, id: string): Student | null {
  return sheet?.students.find((student) => student.id === id) ?? null;
}

/** A measure of a student, when the sheet still names it. */
export function measureOf(sheet: DaySheet | null, student: string, measure: string): Measure | null {
  return studentOf(sheet, student)?.measures.find((one) => one.id === measure) ?? null;
}
