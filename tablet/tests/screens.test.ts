import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { begin, update, type App, type Message } from "../src/app";
import type { Effect, Entry, Here, Session, Stamp } from "../src/here";
import * as capture from "../src/screens/capture";
import { answerKey, blockFor, changedFirst, keyOf, together, view as cardView } from "../src/screens/card";
import * as flag from "../src/screens/flag";
import * as late from "../src/screens/late";
import { rows, tallies } from "../src/screens/sent";
import { changedCards, inOrder, newAnswers, view as todayView } from "../src/screens/today";
import type { Child, Shape } from "../src/view";
import type { CapturePayload, ClosePayload, ConcernPayload, DaySheet, GuidanceLine, Measure, OwnConcern, Student, VoidPayload } from "../src/wire";
import { dayOf, useZone } from "../src/clock";
import { dayName, minutesSeconds, valueWords, WORDS } from "../src/words";
import { faults, PAYLOADS } from "./schema";
import { ASKS, CALLS, JAYLEN, NOON, SEAT, SHEET } from "./people";

let ids = 0;
const id = () => `0192f0aa-0000-7000-8000-${String(++ids).padStart(12, "0")}`;
const stamp = (at: number): Stamp => {
  const minted: string[] = [];
  return { at, wall: at, mint: (k) => (minted[k] ??= id()) };
};

/** Denise's tablet on the morning of SHEET. */
function tablet(): App {
  const app = begin({ language: "en", hand: "right", now: NOON, wall: NOON, today: SHEET.day, online: true });
  const told = [
    { say: "adult", adult: SHEET.adult, grantExpires: null, enrolled: true, open: null },
    { say: "sheet", sheet: SHEET },
    { say: "go", to: { name: "today" } },
  ] as const;
  return told.reduce((now, message) => update(now, { to: "app", message }, stamp(NOON))[0], app);
}

/** Plays messages a second apart, checks every entry against the contract, and gives the end and all that was asked for. */
function play(app: App, messages: Message[], from = NOON): { app: App; effects: Effect[]; entries: Entry[] } {
  const effects: Effect[] = [];
  messages.forEach((message, i) => {
    const [next, todo] = update(app, message, stamp(from + i * 1000));
    app = next;
    effects.push(...todo);
  });
  const entries = effects.flatMap((effect) => (effect.do === "record" ? [effect.entry] : []));
  for (const { kind, payload } of entries) expect(faults(JSON.parse(JSON.stringify(payload)), PAYLOADS[kind]!)).toEqual([]);
  return { app, effects, entries };
}

const start: Message = { to: "today", message: { say: "start", period: "P1" } };
const to = (message: capture.Message): Message => ({ to: "capture", message });
const call = to({ say: "tap", student: "s-jt", measure: "m-calls" });
const seat = to({ say: "toggle", student: "s-jt", measure: "m-seat" });
const ask = (prompt: "I" | "V" | null) => to({ say: "trial", student: "s-ao", measure: "m-asks", correct: prompt !== null, prompt });
const undo = to({ say: "undo" });
const values = (entries: Entry[]) => entries.map(({ payload }) => (payload as CapturePayload).value);

describe("recording", () => {
  test("a tap is one entry of one, under the session and the plan version that Denise sees", () => {
    const { entries, app } = play(tablet(), [start, call]);
    expect(entries).toHaveLength(1);
    expect(entries[0]!.payload).toMatchObject({
      student: "s-jt",
      plan_version: "pv-s-jt",
      measure: "m-calls",
      session: app.world.session!.id,
      occurred_at: "2026-10-20T13:00:01.000Z",
      late: false,
      value: { count: 1 },
    });
  });

  test("a trial keeps its level of help; an incorrect one has none", () => {
    const { entries } = play(tablet(), [start, ask("I"), ask("V"), ask(null)]);
    expect(values(entries)).toEqual([
      { correct: true, prompt: "I" },
      { correct: true, prompt: "V" },
      { correct: false, prompt: null },
    ]);
  });

  test("a correct trial of a measure without levels of help has none either", () => {
    const { entries } = play(tablet(), [start, to({ say: "trial", student: "s-ao", measure: "m-asks", correct: true, prompt: null })]);
    expect(values(entries)).toEqual([{ correct: true, prompt: null }]);
  });

  test("a clock is an entry only when it is stopped", () => {
    const started = play(tablet(), [start, seat]);
    expect(started.entries).toEqual([]);
    const { entries, app } = play(started.app, [seat], NOON + 66_000);
    expect(values(entries)).toEqual([{ seconds: 65, started_at: "2026-10-20T13:00:01.000Z", ended_at: "2026-10-20T13:01:06.000Z" }]);
    expect(app.world.session!.running).toEqual([]);
  });

  test("correcting the tablet's clock while one runs does not stretch its length", () => {
    const { app } = play(tablet(), [start, seat]);
    const year = 365 * 86_400_000;
    const [, effects] = update(app, seat, { ...stamp(NOON + 11_000), at: NOON + year });
    const entry = effects.flatMap((effect) => (effect.do === "record" ? [effect.entry] : []))[0]!;
    expect((entry.payload as CapturePayload).value).toMatchObject({ seconds: 10 });
  });
});

describe("a plan version signed while the session is open", () => {
  const GOAL: Measure = { ...ASKS, id: "m-break", label: "Asks for a break" };
  const signed = (measures: Measure[], version = "pv-new", day = SHEET.day): DaySheet => ({
    ...SHEET,
    day,
    students: SHEET.students.map((one) => (one.id === JAYLEN.id ? { ...JAYLEN, measures, plan: { ...JAYLEN.plan, version_id: version } } : one)),
  });
  const arrives = (sheet: DaySheet): Message => ({ to: "app", message: { say: "sheet", sheet } });
  const jaylen = (app: App) => app.capture!.session.participants.find((one) => one.id === "s-jt")!;
  const versions = (entries: Entry[]) => entries.map(({ payload }) => (payload as CapturePayload).plan_version);

  test("gives its new goal a pad behind the others, and what is recorded from then on its version", () => {
    const { app, entries } = play(tablet(), [start, call, arrives(signed([GOAL, SEAT, CALLS])), call]);
    expect(jaylen(app).measures.map((one) => one.id)).toEqual(["m-calls", "m-seat", "m-break"]);
    expect(versions(entries)).toEqual(["pv-s-jt", "pv-new"]);
    expect(capture.counted(app.capture!, "s-jt", "m-calls")).toHaveLength(2);
  });

  test("leaves a measure that it ended where it is, under its own version, until the session ends", () => {
    const { app, entries } = play(tablet(), [start, arrives(signed([SEAT])), arrives(signed([SEAT, GOAL], "pv-newest")), call, seat, seat]);
    expect(jaylen(app).measures.map((one) => one.id)).toEqual(["m-calls", "m-seat", "m-break"]);
    expect(versions(entries)).toEqual(["pv-s-jt", "pv-newest"]);
    const again = play(app, [arrives(signed([CALLS, SEAT], "pv-back")), call]);
    expect(versions(again.entries)).toEqual(["pv-back"]);
  });

  test("that counts a measure another way leaves its pad and its version alone", () => {
    const { app, entries } = play(tablet(), [start, arrives(signed([{ ...CALLS, method: "duration" }, SEAT])), call]);
    expect(jaylen(app).measures).toHaveLength(2);
    expect([values(entries), versions(entries)]).toEqual([[{ count: 1 }], ["pv-s-jt"]]);
  });

  test("has what is missing said under the version that each measure belongs to", () => {
    const zero = (pad: string) => to({ say: "answer", pad, answer: "zero" });
    const { entries } = play(tablet(), [start, arrives(signed([SEAT])), to({ say: "end" }), zero("s-jt/m-calls"), zero("s-jt/m-seat"), to({ say: "finish" })]);
    const closes = entries.map(({ payload }) => payload as ClosePayload);
    expect(closes.map(({ plan_version, zero }) => [plan_version, zero])).toEqual([["pv-new", ["m-seat"]], ["pv-s-jt", ["m-calls"]], ["pv-s-ao", []]]);
    expect(new Set(entries.map((entry) => entry.id)).size).toBe(3);
  });

  test("is kept with the session, so that a killed tab comes back with it", () => {
    const { effects } = play(tablet(), [start, arrives(signed([SEAT, GOAL])), arrives(signed([SEAT, GOAL]))]);
    const kept = effects.flatMap((effect) => (effect.do === "keepSession" ? [effect.session!] : []));
    expect(kept).toHaveLength(2);
    expect(kept[1]!.participants[0]).toMatchObject({ planVersion: "pv-new", older: { "m-calls": "pv-s-jt" } });
  });

  test("does nothing when it is not this session's day, nor student, nor new", () => {
    const { session } = play(tablet(), [start]).app.capture!;
    for (const sheet of [SHEET, signed([GOAL], "pv-new", "2026-10-21"), { ...SHEET, students: [] }]) expect(capture.takeOver(session, sheet)).toBe(session);
  });
});

describe("undo", () => {
  test("voids the newest capture, then the one before, and removes nothing", () => {
    const { entries, app } = play(tablet(), [start, call, ask("I"), call, undo, undo]);
    const [first, trial, last, ...voids] = entries;
    expect(voids.map(({ payload }) => (payload as VoidPayload).voids)).toEqual([last!.id, trial!.id]);
    expect(voids.map(({ payload }) => (payload as VoidPayload).student)).toEqual(["s-jt", "s-ao"]);
    expect(app.capture!.seen.filter((seen) => !seen.voided).map((seen) => seen.id)).toEqual([first!.id]);
  });

  test("forty captures with two undone leave thirty-eight and two voids", () => {
    const { entries, app } = play(tablet(), [start, ...Array(20).fill(call), undo, ...Array(20).fill(ask("I")), undo]);
    expect(entries.map((entry) => entry.kind).sort()).toEqual([...Array(40).fill("capture"), "void", "void"]);
    expect(app.capture!.seen.filter((seen) => !seen.voided)).toHaveLength(38);
  });

  test("a clock just started is simply stopped, without an entry", () => {
    const { entries, app } = play(tablet(), [start, call, seat, undo]);
    expect(entries).toHaveLength(1);
    expect(app.world.session!.running).toEqual([]);
    expect(capture.lastAct(app.capture!)).toMatchObject({ what: "seen" });
  });

  test("with nothing to take back does nothing", () => {
    expect(play(tablet(), [start, undo]).entries).toEqual([]);
  });
});

describe("ending a session", () => {
  const answer = (pad: string, said: capture.Answer) => to({ say: "answer", pad, answer: said });
  const end = to({ say: "end" });
  const finish = to({ say: "finish" });

  test("asks about every measure without an entry, and only about those", () => {
    const { app } = play(tablet(), [start, call, end]);
    expect(capture.questions(app.capture!).map((question) => question.pad)).toEqual(["s-jt/m-seat", "s-ao/m-asks"]);
  });

  test("what was undone is asked about again", () => {
    const { app } = play(tablet(), [start, call, undo, end]);
    expect(capture.questions(app.capture!).map((question) => question.pad)).toContain("s-jt/m-calls");
  });

  test("a true zero, no opportunity and not collected are three different things", () => {
    const { entries, app } = play(tablet(), [start, end, answer("s-jt/m-calls", "zero"), answer("s-ao/m-asks", "no_opportunity"), finish]);
    const closes = entries.map(({ payload }) => payload as ClosePayload);
    expect(closes.map(({ student, zero, no_opportunity }) => [student, zero, no_opportunity])).toEqual([
      ["s-jt", ["m-calls"], []],
      ["s-ao", [], ["m-asks"]],
    ]);
    expect(app.world.session).toBeNull();
    expect(app.screen.name).toBe("today");
  });

  test("a running clock must be decided about first", () => {
    const running = play(tablet(), [start, seat, end, finish]);
    expect(running.entries).toEqual([]);
    const dropped = play(running.app, [to({ say: "drop", student: "s-jt", measure: "m-seat" }), finish]);
    expect(dropped.entries.map((entry) => entry.kind)).toEqual(["close", "close"]);
  });

  test("a student who is away is not closed unless something was recorded", () => {
    const { app } = play(tablet(), [{ to: "today", message: { say: "start", period: "P2" } }]);
    expect(play(app, [end, finish]).entries).toEqual([]);
    expect(play(app, [call, end, finish]).entries.map((entry) => entry.kind)).toEqual(["capture", "close"]);
  });

  test("only one session is open at a time", () => {
    const { app, effects } = play(tablet(), [start, { to: "app", message: { say: "go", to: { name: "today" } } }, { to: "today", message: { say: "start", period: "P2" } }]);
    expect(app.world.session!.name).toBe("Reading");
    expect(effects.filter((effect) => effect.do === "keepSession")).toHaveLength(1);
  });

  test.each([
    ["en", "▸ Go on", "▸ Go on with Reading"],
    ["es", "▸ Seguir", "▸ Seguir con Reading"],
  ] as const)("while one is open, every other block says which (%s)", (language, own, other) => {
    const world = { ...play(tablet(), [start]).app.world, language, words: WORDS[language] };
    const shapes = (children: readonly Child[]): Shape[] => children.flatMap((child) => (typeof child === "string" ? [] : [child, ...shapes(child.children)]));
    const buttons = shapes(todayView({}, world, () => undefined)).filter((shape) => shape.attributes["data-act"] === "start-block");
    expect(buttons.map((shape) => [shape.attributes["data-period"], shape.children[0]])).toEqual([["P1", own], ["P2", other]]);
    for (const { attributes, children } of buttons) expect(attributes["aria-label"]).toContain(String(children[0]).slice(2));
    expect(buttons.map((shape) => String(shape.attributes["class"]).includes("primary"))).toEqual([true, false]);
  });
});

test("a killed tab comes back with its counts, its voids and its running clock", () => {
  const { app, entries, effects } = play(tablet(), [start, call, call, undo, seat]);
  const stored = JSON.parse(JSON.stringify(effects.flatMap((effect) => (effect.do === "keepSession" ? [effect.session] : [])).pop())) as Session;
  const kept = entries.map((entry) => ({ id: entry.id, envelope: { kind: entry.kind, payload: JSON.stringify(entry.payload) } }));
  const again = capture.resume(stored, kept as never);
  expect(again.seen).toEqual(app.capture!.seen);
  expect(capture.runningOf(again, "s-jt", "m-seat")).toEqual(app.world.session!.running[0]);
});

describe("late entry from paper", () => {
  const here = (): Here => ({ world: tablet().world, stamp: stamp(NOON) });
  const filled = (over: Partial<late.Model>): late.Model => ({ ...late.begin(here().world), time: "08:30", date: "2026-10-19", ...over });
  const add = (model: late.Model) => late.update(model, { say: "add" }, here());

  test("is marked late and carries the time the adult gives", () => {
    const [, effects] = add(filled({ count: 4 }));
    const entry = (effects[0] as { entry: Entry }).entry;
    const when = new Date("2026-10-19T08:30:00").toISOString();
    expect(entry.payload).toMatchObject({ late: true, occurred_at: when, session_started_at: when, value: { count: 4 } });
    expect(faults(entry.payload, "capture_payload").filter((fault) => !fault.includes("session"))).toEqual([]);
  });

  test.each<[string, Partial<late.Model>, late.Fault]>([
    ["no time", { time: "" }, "when"],
    ["a day that is none", { date: "soon" }, "when"],
    ["a time to come", { date: "2026-10-21" }, "future"],
    ["a year typed wrong", { date: "2016-10-19" }, "old"],
    ["a day more than a school year ago", { date: "2025-10-18" }, "old"],
    ["a length of nothing", { measure: "m-seat" }, "duration"],
    ["a length that is no number", { measure: "m-seat", minutes: "x" }, "duration"],
    ["a trial without an outcome", { student: "s-ao", measure: "m-asks" }, "trial"],
  ])("%s is refused at the field, and nothing is written", (_name, over, fault) => {
    const [model, effects] = add(filled(over));
    expect(model.fault).toBe(fault);
    expect(effects).toEqual([]);
  });

  test("a day within the school year is taken, and its year is said when it is not this one", () => {
    const shown = (model: late.Model) => JSON.stringify(late.view(model, here().world, () => undefined));
    const [last] = add(filled({ date: "2025-11-03", time: "13:25", count: 4 }));
    expect(shown(last)).toContain("Added: J.T. Calls out +4, Mon Nov 3 2025, 1:25 pm, marked late");
    const [now] = add(filled({ student: "s-ao", measure: "m-asks", trial: "V" }));
    expect(shown(now)).toContain("Added: A.O. Asks for help Verbal, Mon Oct 19, 8:30 am, marked late");
  });

  const after = (ms: number): Here => ({ ...here(), stamp: stamp(NOON + ms) });

  test("a second tap at once adds nothing; a later one, or one after a change, does", () => {
    const [once] = add(filled({ count: 2 }));
    expect(late.update(once, { say: "add" }, after(1499))).toEqual([once, []]);
    expect(late.update(once, { say: "add" }, after(1500))[1]).toHaveLength(1);
    const [touched] = late.update(once, { say: "count", by: 1 }, after(200));
    expect(late.update(touched, { say: "add" }, after(400))[1]).toHaveLength(1);
  });

  test("ten trials of one sitting are ten taps, counted aloud", () => {
    let model = filled({ student: "s-ao", measure: "m-asks", trial: "I" });
    const entries = Array.from({ length: 10 }, (_, i) => {
      const [next, effects] = late.update(model, { say: "add" }, after(i * 2000));
      model = next;
      return (effects[0] as { entry: Entry }).entry;
    });
    expect(values(entries)).toEqual(Array(10).fill({ correct: true, prompt: "I" }));
    expect(model.added?.nth).toBe(10);
  });

  test("another student offers that student's own measures", () => {
    const [model] = late.update(filled({}), { say: "set", field: "student", value: "s-ao" }, here());
    expect(model.measure).toBe("m-asks");
  });
});

describe("what I sent today", () => {
  const local = (name: string, kind: string, payload: object, state: "pending" | "stored" | "held") => ({
    id: name,
    kind,
    payload: JSON.stringify({ student: "s-jt", occurred_at: "2026-10-20T13:00:00.000Z", ...payload }),
    state,
    reason: state === "held" ? "permission" : null,
    who_resolves: state === "held" ? "M. Reyes" : null,
  });

  test("joins what the tablet knows with what only the server knows, once each", () => {
    const both = { id: "a", student: "s-jt", measure: "m-calls", occurred_at: "2026-10-20T13:00:00Z", late: false, voided: false, verdict: "stored" as const };
    const seen = rows({ local: [local("a", "capture", { measure: "m-calls" }, "pending")], server: [both, { ...both, id: "b" }] });
    expect(seen.map((row) => [row.id, row.where]).sort()).toEqual([["a", "waits"], ["b", "arrived"]]);
  });

  test("an arrived void is told by what it took back; a held one speaks for itself, with who decides", () => {
    const seen = rows({ local: [local("a", "capture", { measure: "m" }, "stored"), local("v", "void", { voids: "a" }, "stored"), local("w", "void", { voids: "x" }, "held")], server: null });
    expect(seen.map((row) => [row.id, row.voided, row.where, row.resolves])).toEqual([["w", false, "held", "M. Reyes"], ["a", true, "arrived", null]]);
  });

  test("stands in the order of recording, each with its value, and is counted per measure", () => {
    const one = (name: string, measure: string, value: object, state: "pending" | "stored" | "held" = "stored") => local(name, "capture", { measure, value }, state);
    const yesterday = { occurred_at: "2026-10-19T13:00:00.000Z", late: true };
    const seen = rows({
      local: [
        one("1", "m-calls", { count: 1 }),
        one("2", "m-calls", { count: 1 }),
        one("3", "m-seat", { seconds: 247, started_at: "", ended_at: "" }, "held"),
        local("5", "capture", { measure: "m-calls", value: { count: 4 }, ...yesterday }, "pending"),
        local("6", "void", { voids: "2" }, "stored"),
      ],
      server: [{ id: "4", student: "s-ao", measure: "m-asks", occurred_at: "2026-10-20T13:00:00Z", late: false, voided: false, verdict: "stored" }],
    });
    expect(seen.map((row) => row.id)).toEqual(["5", "4", "3", "2", "1"]);
    expect(seen.map((row) => row.value && valueWords(row.value, WORDS.en))).toEqual(["+4", null, "4:07 min:s", "+1", "+1"]);
    expect(tallies(seen)).toEqual([
      { student: "s-jt", measure: "m-calls", counts: 2, held: 0 },
      { student: "s-ao", measure: "m-asks", counts: 1, held: 0 },
      { student: "s-jt", measure: "m-seat", counts: 0, held: 1 },
    ]);
  });
});

describe("the day", () => {
  test("has the block of this moment first, then those to come, then those gone by", () => {
    const names = (clock: string) => Object.values(inOrder(SHEET.blocks, clock)).map((group) => group.map((block) => block.name));
    expect(names("08:25")).toEqual([["Reading"], ["Break"], []]);
    expect(names("09:55")).toEqual([["Break"], [], ["Reading"]]);
    expect(names("07:00")).toEqual([[], ["Reading", "Break"], []]);
  });

  test("changed lines of a card come first", () => {
    const lines = ["Wait", "Offer a choice"].map((text) => ({ text, because: "" }));
    expect(changedFirst(lines, ["Before: “Offer a choice” is new."]).map((one) => [one.line.text, one.changed])).toEqual([["Offer a choice", true], ["Wait", false]]);
  });

  test("another adult on the tablet sees neither the sheet nor the session of the one before", () => {
    const { app } = play(tablet(), [start]);
    const { app: other } = play(app, [{ to: "app", message: { say: "adult", adult: { id: "a-lee", name: "Lee", role_label: "Substitute" }, grantExpires: null, enrolled: true, open: null } }]);
    expect([other.world.sheet, other.world.session, other.capture]).toEqual([null, null, null]);
  });
});

describe("quick hide", () => {
  const name: Message = { to: "app", message: { say: "nameTapped" } };
  const tick = (wall: number): Message => ({ to: "app", message: { say: "tick", now: wall, wall, today: SHEET.day } });

  test("takes two taps in quick succession, and a tap brings the screen back", () => {
    const hidden = play(tablet(), [name, tick(NOON + 300), name]).app;
    expect(hidden.world.hidden).toBe(true);
    expect(play(hidden, [{ to: "app", message: { say: "show" } }]).app.world.hidden).toBe(false);
    expect(play(tablet(), [name, tick(NOON + 2000), name]).app.world.hidden).toBe(false);
  });
});

test("days and lengths read as people write them", () => {
  expect(dayName("2026-10-20", "en")).toBe("Tue Oct 20");
  expect(minutesSeconds(247.9)).toBe("4:07");
  expect([null, "I", "V"].map((prompt) => valueWords({ correct: true, prompt } as never, WORDS.en))).toEqual(["Correct", "Independent", "Verbal"]);
  expect(valueWords({ correct: false, prompt: null }, WORDS.es)).toBe("Incorrecto");
  expect(dayOf(new Date(2026, 9, 5, 23, 59).getTime())).toBe("2026-10-05");
});

test("every word exists in both languages, of the same kind", () => {
  const shape = (words: object): unknown => Object.entries(words).map(([key, word]) => [key, typeof word === "object" ? shape(word as object) : typeof word]);
  expect(shape(WORDS.es)).toEqual(shape(WORDS.en));
});

describe("raising what does not fit", () => {
  const openCard: Message = { to: "app", message: { say: "go", to: { name: "card", student: "s-jt" } } };
  const say = (message: flag.Message): Message => ({ to: "card", message: { say: "flag", message } });
  const payloads = (entries: Entry[]) => entries.map(({ payload }) => payload as ConcernPayload);
  const texts = (shape: Child): string => (typeof shape === "string" ? shape : shape.children.map(texts).join(" "));
  const onCard = (app: App) => cardView(app.screen.name === "card" ? app.screen.model : { student: "s-jt", flag: null }, app.world, () => undefined).map(texts).join(" ");

  test("'told two different things' takes two taps on the card, and is kept with the second", () => {
    const { entries, app } = play(tablet(), [openCard, say({ say: "open" }), say({ say: "raise", about: "two_things", measure: "" })]);
    expect(entries.map(({ kind }) => kind)).toEqual(["concern"]);
    expect(payloads(entries)).toEqual([
      { student: "s-jt", plan_version: "pv-s-jt", about: "two_things", line: "", words: "", occurred_at: "2026-10-20T13:00:02.000Z" },
    ]);
    expect(onCard(app)).toContain("Kept: Told two different things.");
  });

  test("a definition names its measure, from the card or beside the pad", () => {
    const card = play(tablet(), [openCard, say({ say: "open" }), say({ say: "raise", about: "definition", measure: "m-calls" })]);
    const pad = play(tablet(), [start, to({ say: "info", pad: "s-jt/m-calls" }), to({ say: "doubt", student: "s-jt", measure: "m-calls" })]);
    for (const { entries } of [card, pad]) {
      expect(payloads(entries)).toMatchObject([{ student: "s-jt", plan_version: "pv-s-jt", about: "definition", measure: "m-calls" }]);
    }
  });

  test("a finger that bounces raises once", () => {
    const raise = say({ say: "raise", about: "two_things", measure: "" });
    expect(play(tablet(), [openCard, say({ say: "open" }), raise, raise, raise]).entries).toHaveLength(1);
    const doubt = to({ say: "doubt", student: "s-jt", measure: "m-calls" });
    expect(play(tablet(), [start, doubt, doubt]).entries).toHaveLength(1);
  });

  test("which line and a few words are an entry of their own, that names the first", () => {
    const { entries, app } = play(tablet(), [
      openCard,
      say({ say: "open" }),
      say({ say: "raise", about: "two_things", measure: "" }),
      say({ say: "set", field: "line", value: "respond-1" }),
      say({ say: "set", field: "words", value: " at once, or after? " }),
      say({ say: "add" }),
      say({ say: "add" }),
    ]);
    expect(payloads(entries)[1]).toMatchObject({ about: "more", adds_to: entries[0]!.id, line: "respond-1", words: "at once, or after?" });
    expect(onCard(app)).toContain("Added.");
  });

  test("nothing is added when nothing was said", () => {
    const blank = [openCard, say({ say: "open" }), say({ say: "raise", about: "two_things", measure: "" }), say({ say: "set", field: "words", value: "  " }), say({ say: "add" })];
    expect(play(tablet(), blank as Message[]).entries).toHaveLength(1);
  });

  test("it stands among what was sent, in words", () => {
    const { entries } = play(tablet(), [openCard, say({ say: "open" }), say({ say: "raise", about: "definition", measure: "m-calls" })]);
    const local = entries.map(({ id: key, kind, payload }) => ({ id: key, kind, payload: JSON.stringify(payload), state: "pending" as const, reason: null, who_resolves: null }));
    expect(rows({ local, server: null })).toMatchObject([{ kind: "concern", about: "definition", measure: "m-calls", where: "waits" }]);
    expect(tallies(rows({ local, server: null }))).toEqual([]);
  });
});

describe("the adult's own card", () => {
  // 9:00 at the school: the reading block runs.
  beforeEach(() => useZone("America/New_York"));
  afterEach(() => useZone("UTC"));
  const line = (key: string, more: Partial<GuidanceLine> = {}): GuidanceLine => ({ id: key, text: `Line ${key}`, because: `Why ${key}`, ...more });
  const PARTS = [
    { period: "", do: [line("a")], may: [line("b")], never: [line("c")], ask: [line("d", { whom: "Marcus Reyes" })], directs: { name: "Marcus Reyes", how: "room 14" } },
    { period: "P1", do: [line("e")], may: [], never: [], ask: [], directs: { name: "Priya Raman", how: "room 3" } },
  ];
  const ANSWERED: OwnConcern = {
    id: "c-1", about: "two_things", what: "Honor every request", raised_at: "2026-10-16T14:20:00+00:00", state: "answered",
    owner: { name: "Marcus Reyes", how: "" }, answer: { by: "Marcus Reyes", at: "2026-10-19T12:10:00+00:00", words: "At once.", changed: "" }, address: "/concerns/c-1/",
  };
  const own: Student = {
    ...JAYLEN,
    card: {
      ...JAYLEN.card,
      before: [{ text: "Shown", because: "Yes", id: "before-1" }, { text: "Behind", because: "More", id: "before-2", more: true }],
      parts: PARTS,
      since: { at: "2026-10-19T18:00:00+00:00", why: "recorded" },
      changes: [{ what: "new", part: "my_do", text: "Line e", line: "e" }],
      confirm: { key: "pv-s-jt/abc", due: true, number: 2, at: "2026-10-01T12:05:00+00:00", address: "/students/s-jt/card/questions/" },
      manager: { name: "Marcus Reyes", how: "room 14" },
    },
  };
  const withSheet = (student: Student, read: string[] = []): App => {
    const sheet = { ...SHEET, students: SHEET.students.map((one) => (one.id === student.id ? student : one)), law: [{ text: "Plan alone.", source: "34 CFR 200.59(c)" }] };
    return [
      { say: "sheet", sheet } as const,
      { say: "read", versions: read } as const,
      { say: "go", to: { name: "card", student: student.id } } as const,
    ].reduce((app, message) => update(app, { to: "app", message }, stamp(NOON))[0], tablet());
  };
  const texts = (shape: Child): string => (typeof shape === "string" ? shape : shape.tag === "details" ? "" : shape.children.map(texts).join(" "));
  const shown = (app: App) => cardView({ student: "s-jt", flag: null }, app.world, () => undefined).map(texts).join(" ");

  test("reads in its order: changes, the plan's five parts, my part in this period, who directs me", () => {
    const words = shown(withSheet(own));
    const order = ["1 change since", "Why", "Before", "Teach", "If…", "Never", "My part in Reading", "I do:", "I may offer:", "I never:", "I ask first:", "Directs me", "Priya Raman"];
    const places = order.map((text) => words.indexOf(text));
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(words).toContain("Why e");
  });

  test("keeps behind 'more' what sixty seconds do not hold", () => {
    const words = shown(withSheet(own));
    expect(words).toContain("Shown");
    expect(words).not.toContain("Behind");
    expect(words).not.toContain("Plan alone.");
  });

  test("says a change in the tablet's own language, and never translates what a plan says", () => {
    const app = update(withSheet(own), { to: "app", message: { say: "go", to: { name: "today" } } }, stamp(NOON))[0];
    const spanish = update(app, { to: "today", message: { say: "language" } }, stamp(NOON))[0];
    const words = shown(spanish);
    expect(words).toContain("Nuevo en “Yo hago”: Line e");
    expect(words).toContain("Mi parte en Reading");
  });

  test("what holds in a period is all day's lines and its own, under the narrower professional", () => {
    expect(together(PARTS, "P1").do.map((one) => one.id)).toEqual(["a", "e"]);
    expect(together(PARTS, "P1").directs?.name).toBe("Priya Raman");
    expect(together(PARTS, "P9")).toEqual(PARTS[0]);
    expect(together([], "P1").do).toEqual([]);
  });

  test("the period is the one that runs with the student, or the next", () => {
    expect(blockFor("s-jt", SHEET.blocks, "08:30")?.period).toBe("P1");
    expect(blockFor("s-jt", SHEET.blocks, "09:56")?.period).toBe("P2");
    expect(blockFor("s-ao", SHEET.blocks, "09:56")).toBeNull();
  });

  test("says which version was confirmed, and asks where one is due", () => {
    const words = shown(withSheet(own));
    expect(words).toContain("You confirmed version 2, Thu Oct 1.");
    expect(words).toContain("Three questions");
    const done = { ...own, card: { ...own.card, confirm: { ...own.card.confirm!, due: false } } };
    expect(shown(withSheet(done))).not.toContain("Three questions");
  });

  test("another guidance under the same version is another card to read", () => {
    const sheet = { ...SHEET, students: [own] };
    expect(changedCards(sheet, ["pv-s-jt"])).toHaveLength(1);
    expect(changedCards(sheet, [keyOf(own)])).toHaveLength(0);
  });

  test("an answer stands first on the day and on the card until the card was seen", () => {
    const asked = { ...own, raised: [ANSWERED] };
    const app = withSheet(asked);
    expect(newAnswers(app.world.sheet!, [])).toHaveLength(1);
    expect(shown(app).indexOf("Answered Mon Oct 19")).toBeLessThan(shown(app).indexOf("1 change since"));
    const { effects } = play(app, [{ to: "card", message: { say: "back" } }]);
    expect(effects).toContainEqual({ do: "markRead", version: answerKey(ANSWERED) });
    expect(newAnswers(app.world.sheet!, [answerKey(ANSWERED)])).toHaveLength(0);
  });

  test("what is open names who has it and since when", () => {
    const waiting: OwnConcern = { ...ANSWERED, state: "open", answer: null };
    expect(shown(withSheet({ ...own, raised: [waiting] }))).toContain("Marcus Reyes has it since Fri Oct 16");
    expect(shown(withSheet({ ...own, raised: [{ ...waiting, owner: null }] }))).toContain("An administrator of the school has it");
  });

  test("a sheet of an older server still makes a card", () => {
    const words = shown(withSheet(JAYLEN));
    expect(words).toContain("Ask");
    expect(words).not.toContain("My part");
  });
});
