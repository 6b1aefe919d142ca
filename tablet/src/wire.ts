/**
 * The words the tablet and the server exchange, version 1, and the making of one envelope.
 *
 * Types only describe what `contracts/sync-v1.schema.json` fixes. An envelope's payload is a string, kept and
 * sent byte for byte as it was hashed: nothing here ever parses a queued payload to write it again.
 */

export type PromptCode = "FP" | "PP" | "M" | "G" | "V" | "I";
export type Method = "count" | "duration" | "trials";
export type Kind = "capture" | "void" | "close" | "concern";

export type CountValue = { count: number };
export type DurationValue = { seconds: number; started_at: string; ended_at: string };
/** The level of help at which a correct response came; null when it was incorrect, or when the measure names no levels. */
export type TrialValue = { correct: boolean; prompt: PromptCode | null };
export type Value = CountValue | DurationValue | TrialValue;

export interface CapturePayload {
  student: string;
  plan_version: string;
  measure: string;
  session: string;
  session_started_at: string;
  occurred_at: string;
  late: boolean;
  value: Value;
}

export interface VoidPayload {
  student: string;
  voids: string;
  occurred_at: string;
}

export interface ClosePayload {
  student: string;
  plan_version: string;
  session: string;
  session_started_at: string;
  occurred_at: string;
  zero: string[];
  no_opportunity: string[];
}

/** What an adult finds does not fit, or more about what they raised before. */
export type ConcernPayload =
  | { student: string; about: "two_things"; plan_version: string; line: string; words: string; occurred_at: string }
  | { student: string; about: "definition"; plan_version: string; measure: string; words: string; occurred_at: string }
  | { student: string; about: "more"; adds_to: string; line: string; words: string; occurred_at: string };

export type Payload = CapturePayload | VoidPayload | ClosePayload | ConcernPayload;

export interface Envelope {
  id: string;
  install: string;
  n: number;
  v: number;
  kind: string;
  grant: string;
  mac: null;
  hash: string;
  dev_wall: string;
  dev_mono: number;
  boot: string;
  tz: string;
  offset_est_ms: number | null;
  sealed: null;
  payload: string;
}

/** An envelope that has no number yet: the outbox gives it one in the transaction that saves it. */
export type Draft = Omit<Envelope, "install" | "n">;

export type VerdictName = "stored" | "stored_flagged" | "held" | "already" | "retry";

export interface Verdict {
  id: string;
  n: number;
  verdict: VerdictName;
  seq: number | null;
  reason: string | null;
  who_resolves: string | null;
}

export interface Accepted {
  epoch: string;
  server_time: string;
  safe_seq: number;
  verdicts: Verdict[];
}

export interface Adult {
  id: string;
  name: string;
  role_label: string;
  initials?: string;
}

export interface Enrolled {
  device_token: string;
  grant: string;
  grant_expires: string;
  epoch: string;
  server_time: string;
  adult: Adult;
}

export interface Granted {
  grant: string;
  grant_expires: string;
  adult: Adult;
}

export type Status = "here" | "absent" | "trip" | "left_early";

export interface Block {
  period: string;
  name: string;
  starts: string;
  ends: string;
  place: string;
  students: { id: string; status: Status; note: string }[];
}

export interface Strategy {
  text: string;
  because: string;
  id?: string;
  /** Stands behind 'more' on a card of sixty seconds. */
  more?: boolean;
  /** The training that the line needs, in words. */
  needs?: string;
  /** This adult lacks it: `text` says what to do instead, and the line itself was never sent. */
  closed?: boolean;
}

/** What this adult may do untrained for a time, and how. */
export interface Waived {
  needs: string;
  until: string;
  instead: string;
}

export interface Person {
  name: string;
  how: string;
}

export interface GuidanceLine {
  id: string;
  text: string;
  because: string;
  whom?: string;
}

/** What this adult does, may offer, never does and asks first: all day (empty period), or in one period. */
export interface Part {
  period: string;
  do: GuidanceLine[];
  may: GuidanceLine[];
  never: GuidanceLine[];
  ask: GuidanceLine[];
  directs?: Person;
}

export interface Change {
  what: "new" | "changed" | "ended";
  part: string;
  text: string;
  line: string;
}

/** What this adult raised, who has it, and the answer. */
export interface OwnConcern {
  id: string;
  about: "two_things" | "definition";
  what: string;
  raised_at: string;
  state: "open" | "answered" | "settled";
  owner: Person | null;
  answer: { by: string; at: string; words: string; changed: string } | null;
  address: string;
}

export interface Card {
  why: Strategy[];
  before: Strategy[];
  teach: Strategy[];
  respond: Strategy[];
  never: Strategy[];
  ask: Person;
  parts?: Part[];
  since?: { at: string; why: string };
  changes?: Change[];
  confirm?: { key: string; due: boolean; number: number | null; at: string | null; address: string };
  manager?: Person;
}

export interface Measure {
  id: string;
  label: string;
  method: Method;
  unit: string;
  definition: string;
  examples: string[];
  non_examples: string[];
  prompts: PromptCode[];
  goal: string;
  schedule: string;
}

export interface Student {
  id: string;
  initials: string;
  name: string;
  color: number;
  plan: { version_id: string; number: number; effective_from: string; changed: string[] };
  card: Card;
  measures: Measure[];
  pending_change: string | null;
  raised?: OwnConcern[];
  /** There is personal care; its tasks are never on a tablet, which is shared. */
  care?: boolean;
  waived?: Waived[];
}

export interface DaySheet {
  day: string;
  school_day: { kind: "instructional" | "early_release" | "closed"; letter: string; note: string; next: string | null };
  server_time: string;
  /** The school's IANA zone: its clock decides which day it is. */
  zone?: string;
  adult: Adult;
  blocks: Block[];
  students: Student[];
  /** What the law leaves to others, whatever a school writes. */
  law?: { text: string; source: string }[];
}

export interface SentItem {
  id: string;
  student: string;
  measure: string;
  occurred_at: string;
  late: boolean;
  voided: boolean;
  verdict: VerdictName;
}

/** What of an envelope belongs to the tablet and its moment rather than to what was seen. */
export interface Moment {
  wall: number;
  mono: number;
  boot: string;
  tz: string;
  offset: number | null;
}

export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The version 7 UUID (RFC 9562 §5.7) of a millisecond and ten random bytes. Throws RangeError when either is out of range. */
export function uuid7(unixMs: number, random: Uint8Array): string {
  if (!Number.isInteger(unixMs) || unixMs < 0 || unixMs >= 2 ** 48) {
    throw new RangeError(`${unixMs} ms does not fit a version 7 UUID`);
  }
  if (random.length !== 10) {
    throw new RangeError(`a version 7 UUID needs 10 random bytes, not ${random.length}`);
  }
  const bytes = new Uint8Array(16);
  for (let i = 0, rest = unixMs; i < 6; i++, rest = Math.floor(rest / 256)) bytes[5 - i] = rest % 256;
  bytes.set(random, 6);
  bytes[6] = (bytes[6]! & 0x0f) | 0x70;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

export function newId(unixMs: number): string {
  return uuid7(unixMs, crypto.getRandomValues(new Uint8Array(10)));
}

/** A random UUID for things that need no order: installation, page start. (`crypto.randomUUID` is missing before Safari 15.4.) */
export function randomId(): string {
  return newId(Math.floor(Math.random() * 2 ** 47)).replace(/^(.{14})7/, "$14");
}

/** The envelope of one payload, hashed over exactly the bytes that will be sent. */
export async function makeDraft(id: string, kind: Kind, payload: Payload, grant: string, moment: Moment): Promise<Draft> {
  const text = JSON.stringify(payload);
  return {
    id,
    v: 1,
    kind,
    grant,
    mac: null,
    hash: await sha256Hex(text),
    dev_wall: new Date(moment.wall).toISOString(),
    dev_mono: Math.round(moment.mono),
    boot: moment.boot,
    tz: moment.tz,
    offset_est_ms: moment.offset,
    sealed: null,
    payload: text,
  };
}
