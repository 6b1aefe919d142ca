/**
 * Recording: one tap, one event.
 *
 * Every tap becomes an entry at once and can be undone, which adds a void and removes nothing. A running clock is part of
 * the session kept on the tablet; it ends when an adult ends it. Ending the session asks what a missing number means.
 */
import type { Effect, Entry, Here, Outcome, Participant, Running, Session, Stamp } from "../here";
import { studentOf } from "../here";
import type { Kept } from "../outbox";
import { raised } from "./flag";
import type { CapturePayload, ClosePayload, DaySheet, Measure, PromptCode, Value, VoidPayload } from "../wire";

export type Answer = "zero" | "no_opportunity" | "not_collected";

export interface Seen {
  id: string;
  student: string;
  measure: string;
  at: string;
  value: Value;
  voided: boolean;
}

export interface Model {
  session: Session;
  seen: readonly Seen[];
  shown: string;
  page: number;
  info: string | null;
  /** The pads whose definition was said not to fit while the session is open. */
  doubted?: readonly string[];
  closing: Readonly<Record<string, Answer>> | null;
}

export type Message =
  | { say: "tap"; student: string; measure: string }
  | { say: "trial"; student: string; measure: string; correct: boolean; prompt: PromptCode | null }
  | { say: "toggle"; student: string; measure: string }
  | { say: "undo" }
  | { say: "choose"; student: string }
  | { say: "turn" }
  | { say: "info"; pad: string }
  | { say: "doubt"; student: string; measure: string }
  | { say: "end" }
  | { say: "goOn" }
  | { say: "answer"; pad: string; answer: Answer }
  | { say: "drop"; student: string; measure: string }
  | { say: "finish" };

export const EVERYONE = "all";
export const STRIP = 6;
const FEW_PADS = 4;
const LONG_RUN_MS = 10 * 60_000;

export const padOf = (student: string, measure: string) => `${student}/${measure}`;
const iso = (ms: number) => new Date(ms).toISOString();

/** A student who is away takes no part unless somebody records for them all the same. */
export const away = (one: Participant) => one.status === "absent" || one.status === "trip";

/** A session begins with everyone shown when their pads fit one hand, else with the first who is here. */
export function begin(session: Session): Model {
  const here = session.participants.filter((one) => !away(one));
  const pads = here.reduce((sum, one) => sum + one.measures.length, 0);
  const first = here[0] ?? session.participants[0];
  const shown = pads <= FEW_PADS && here.length > 1 ? EVERYONE : (first?.id ?? EVERYONE);
  return { session, seen: [], shown, page: 0, info: null, closing: null };
}

/** A session as the tablet kept it, after a reload or a day. */
export function resume(session: Session, kept: readonly Kept[]): Model {
  const entries = [...kept].sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, envelope }) => ({ id, envelope }));
  const voided = new Set(
    entries.filter(({ envelope }) => envelope.kind === "void").map(({ envelope }) => (JSON.parse(envelope.payload) as VoidPayload).voids),
  );
  const seen = entries
    .filter(({ envelope }) => envelope.kind === "capture")
    .map(({ id, envelope }): Seen => {
      const { student, measure, occurred_at, value } = JSON.parse(envelope.payload) as CapturePayload;
      return { id, student, measure, at: occurred_at, value, voided: voided.has(id) };
    });
  return { ...begin(session), seen };
}

/** The plan version that a measure is recorded under. */
const versionOf = (one: Participant, measure: string) => one.older?.[measure] ?? one.planVersion;

function takeOverOne(one: Participant, sheet: DaySheet): Participant {
  const student = sheet.students.find(({ id }) => id === one.id);
  if (!student || student.plan.version_id === one.planVersion) return one;
  const older: Record<string, string> = {};
  const kept = one.measures.map((measure) => {
    // Counted another way it is another thing to record: what is on the pad stays as it is until the session ends.
    const now = student.measures.find(({ id, method }) => id === measure.id && method === measure.method);
    if (!now) older[measure.id] = versionOf(one, measure.id);
    return now ?? measure;
  });
  const added = student.measures.filter(({ id }) => !one.measures.some((measure) => measure.id === id));
  return { ...one, planVersion: student.plan.version_id, measures: [...kept, ...added], older };
}

/**
 * The session under the plan versions of a newer sheet of its own day. No pad moves: added measures come last, one that
 * ended stays, under its old version, until the session ends. The same session when nothing is newer.
 */
export function takeOver(session: Session, sheet: DaySheet): Session {
  if (sheet.day !== session.day) return session;
  const participants = session.participants.map((one) => takeOverOne(one, sheet));
  return participants.some((one, i) => one !== session.participants[i]) ? { ...session, participants } : session;
}

export type LastAct = { what: "seen"; seen: Seen } | { what: "started"; running: Running };

/** What undo would take back: the newest capture that still counts, or a clock started after it. */
export function lastAct(model: Model): LastAct | null {
  const seen = [...model.seen].reverse().find((one) => !one.voided);
  const running = [...model.session.running].sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
  if (running && (!seen || running.startedAt > seen.at)) return { what: "started", running };
  return seen ? { what: "seen", seen } : null;
}

export const counted = (model: Model, student: string, measure: string): Seen[] =>
  model.seen.filter((one) => !one.voided && one.student === student && one.measure === measure);

export const runningOf = (model: Model, student: string, measure: string): Running | null =>
  model.session.running.find((one) => one.student === student && one.measure === measure) ?? null;

export const ranSeconds = (running: Running, wall: number) => Math.max(0, Math.round((wall - running.startedWall) / 100) / 10);
export const ranLong = (running: Running, wall: number) => wall - running.startedWall > LONG_RUN_MS;

export interface Question {
  participant: Participant;
  measure: Measure;
  pad: string;
  running: Running | null;
}

const takesPart = (model: Model, one: Participant) =>
  one.measures.length > 0 && (!away(one) || model.seen.some((seen) => seen.student === one.id && !seen.voided));

/** The measures whose missing number needs a meaning, and the clocks still running. */
export function questions(model: Model): Question[] {
  return model.session.participants
    .filter((one) => takesPart(model, one) || model.session.running.some((running) => running.student === one.id))
    .flatMap((participant) =>
      participant.measures.map((measure) => ({
        participant,
        measure,
        pad: padOf(participant.id, measure.id),
        running: runningOf(model, participant.id, measure.id),
      })),
    )
    .filter(({ participant, measure, running }) => running !== null || counted(model, participant.id, measure.id).length === 0);
}

function capture(model: Model, stamp: Stamp, student: string, measure: string, value: Value, at: number): Outcome<Model> {
  const { session } = model;
  const one = session.participants.find(({ id }) => id === student);
  if (!one) return [model, []];
  const id = stamp.mint(0);
  const payload: CapturePayload = {
    student,
    plan_version: versionOf(one, measure),
    measure,
    session: session.id,
    session_started_at: session.startedAt,
    occurred_at: iso(at),
    late: false,
    value,
  };
  const seen: Seen = { id, student, measure, at: iso(at), value, voided: false };
  const entry: Entry = { id, kind: "capture", payload, session: session.id, day: session.day };
  return [{ ...model, seen: [...model.seen, seen] }, [{ do: "record", entry }, { do: "pulse", pad: padOf(student, measure) }]];
}

function withRunning(model: Model, running: Running[]): [Model, Effect] {
  const session = { ...model.session, running };
  return [{ ...model, session }, { do: "keepSession", session }];
}

const without = (model: Model, running: Running) => withRunning(model, model.session.running.filter((one) => one !== running));

function toggle(model: Model, stamp: Stamp, student: string, measure: string): Outcome<Model> {
  const running = runningOf(model, student, measure);
  if (!running) {
    const started: Running = { student, measure, startedAt: iso(stamp.at), startedWall: stamp.wall };
    const [next, keep] = withRunning(model, [...model.session.running, started]);
    return [next, [keep, { do: "pulse", pad: padOf(student, measure) }]];
  }
  const seconds = ranSeconds(running, stamp.wall);
  const ended = Date.parse(running.startedAt) + seconds * 1000;
  const value = { seconds, started_at: running.startedAt, ended_at: iso(ended) };
  const [stopped, keep] = without(model, running);
  const [next, effects] = capture(stopped, stamp, student, measure, value, ended);
  return [next, [...effects, keep]];
}

function undo(model: Model, stamp: Stamp): Outcome<Model> {
  const last = lastAct(model);
  if (!last) return [model, []];
  if (last.what === "started") {
    const [next, keep] = without(model, last.running);
    return [next, [keep]];
  }
  const { id, student, measure } = last.seen;
  const payload: VoidPayload = { student, voids: id, occurred_at: iso(stamp.at) };
  const entry: Entry = { id: stamp.mint(0), kind: "void", payload, session: model.session.id, day: model.session.day };
  const seen = model.seen.map((one) => (one.id === id ? { ...one, voided: true } : one));
  return [{ ...model, seen }, [{ do: "record", entry }, { do: "pulse", pad: padOf(student, measure) }]];
}

/** One close under the present plan version, and one under each older version that has something to say. */
function closesOf(model: Model, stamp: Stamp, one: Participant): ClosePayload[] {
  const { session } = model;
  const said = (version: string, answer: Answer) =>
    questions(model)
      .filter(({ participant, measure, pad }) => participant.id === one.id && versionOf(one, measure.id) === version && model.closing?.[pad] === answer)
      .map(({ measure }) => measure.id);
  return [...new Set([one.planVersion, ...Object.values(one.older ?? {})])]
    .map((version) => ({
      student: one.id,
      plan_version: version,
      session: session.id,
      session_started_at: session.startedAt,
      occurred_at: iso(stamp.at),
      zero: said(version, "zero"),
      no_opportunity: said(version, "no_opportunity"),
    }))
    .filter((close, i) => i === 0 || close.zero.length + close.no_opportunity.length > 0);
}

function finish(model: Model, stamp: Stamp): Outcome<Model> {
  if (model.session.running.length > 0) return [model, []];
  const { id: session, day, participants } = model.session;
  const closes = participants.filter((one) => takesPart(model, one)).flatMap((one) => closesOf(model, stamp, one));
  const records = closes.map((payload, k): Effect => ({ do: "record", entry: { id: stamp.mint(k), kind: "close", payload, session, day } }));
  return [model, [...records, { do: "keepSession", session: null }, { do: "go", to: { name: "today" } }]];
}

function drop(model: Model, student: string, measure: string): Outcome<Model> {
  const running = runningOf(model, student, measure);
  if (!running) return [model, []];
  const [next, keep] = without(model, running);
  return [next, [keep]];
}

/** This definition does not fit what I see: the second tap after 'i'. Raised once a session for each pad. */
function doubt(model: Model, { world, stamp }: Here, student: string, measure: string): Outcome<Model> {
  const pad = padOf(student, measure);
  const one = model.session.participants.find(({ id }) => id === student);
  const whose = studentOf(world.sheet, student);
  if (!one || !whose || model.doubted?.includes(pad)) return [model, []];
  const seen = { ...whose, plan: { ...whose.plan, version_id: versionOf(one, measure) } };
  const { effect } = raised(seen, "definition", measure, model.session.day, stamp);
  return [{ ...model, doubted: [...(model.doubted ?? []), pad] }, [effect]];
}

export function update(model: Model, message: Message, here: Here): Outcome<Model> {
  const { stamp } = here;
  switch (message.say) {
    case "tap":
      return capture(model, stamp, message.student, message.measure, { count: 1 }, stamp.at);
    case "trial": {
      const value = { correct: message.correct, prompt: message.correct ? message.prompt : null };
      return capture(model, stamp, message.student, message.measure, value, stamp.at);
    }
    case "toggle":
      return toggle(model, stamp, message.student, message.measure);
    case "undo":
      return undo(model, stamp);
    case "choose":
      return [{ ...model, shown: message.student, info: null }, []];
    case "turn":
      return [{ ...model, page: (model.page + 1) % Math.ceil(model.session.participants.length / STRIP) }, []];
    case "info":
      return [{ ...model, info: model.info === message.pad ? null : message.pad }, []];
    case "doubt":
      return doubt(model, here, message.student, message.measure);
    case "end":
      return [{ ...model, closing: {}, info: null }, []];
    case "goOn":
      return [{ ...model, closing: null }, []];
    case "answer":
      return [{ ...model, closing: { ...model.closing, [message.pad]: message.answer } }, []];
    case "drop":
      return drop(model, message.student, message.measure);
    case "finish":
      return finish(model, stamp);
  }
}
