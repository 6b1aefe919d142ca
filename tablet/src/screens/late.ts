/** What was written on paper first: chosen, dated by the adult, and marked late. */
import { dayOf, momentAt, withHalf } from "../clock";
import { measureOf, studentOf, type Entry, type Here, type Outcome, type World } from "../here";
import { h, type Child, type Props, type Shape } from "../view";
import type { CapturePayload, Measure, PromptCode, Value } from "../wire";
import { dayName, valueWords } from "../words";

export type Fault = "when" | "future" | "old" | "count" | "duration" | "trial";

/** A correct response at a level of help, one of a measure that names no levels, or an incorrect one. */
export type Happened = PromptCode | "right" | "wrong";

export interface Model {
  student: string;
  measure: string;
  date: string;
  time: string;
  count: number;
  minutes: string;
  seconds: string;
  trial: Happened | null;
  fault: Fault | null;
  added: { nth: number; label: string; value: Value; date: string; time: string } | null;
  /** The tablet's own clock at the last add that nothing has been touched since: a bounced finger adds once. */
  addedWall: number | null;
}

/** About a school year: what is older was not meant. */
const OLDEST_MS = 366 * 86_400_000;
const BOUNCE_MS = 1500;

export type Message =
  | { say: "set"; field: "student" | "measure" | "date" | "time" | "minutes" | "seconds"; value: string }
  | { say: "count"; by: 1 | -1 }
  | { say: "trial"; trial: Happened }
  | { say: "add" };

export function begin(world: World): Model {
  const student = world.sheet?.students[0];
  return {
    student: student?.id ?? "",
    measure: student?.measures[0]?.id ?? "",
    date: world.today,
    time: "",
    count: 1,
    minutes: "",
    seconds: "",
    trial: null,
    fault: null,
    added: null,
    addedWall: null,
  };
}

/** The moment the adult gives, on the school's clock; null when it is none. */
export function momentOf(date: string, time: string): number | null {
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !/^\d\d:\d\d/.test(time)) return null;
  return momentAt(date, time);
}

/** Whole seconds of what stands in the two fields; 0 when they hold no length of time. */
const lengthOf = ({ minutes, seconds }: Model) => {
  const parts = [minutes || "0", seconds || "0"];
  return parts.every((part) => /^\d{1,4}$/.test(part)) ? Number(parts[0]) * 60 + Number(parts[1]) : 0;
};

function valueOf(model: Model, measure: Measure, at: number): Value | Fault {
  if (measure.method === "count") return model.count >= 1 ? { count: model.count } : "count";
  if (measure.method === "trials") {
    if (model.trial === null) return "trial";
    const prompt = measure.prompts.find((level) => level === model.trial) ?? null;
    return { correct: model.trial !== "wrong", prompt };
  }
  const seconds = lengthOf(model);
  if (seconds <= 0) return "duration";
  return { seconds, started_at: new Date(at).toISOString(), ended_at: new Date(at + seconds * 1000).toISOString() };
}

function add(model: Model, { world, stamp }: Here): Outcome<Model> {
  const since = model.addedWall === null ? -1 : stamp.wall - model.addedWall;
  if (since >= 0 && since < BOUNCE_MS) return [model, []];
  const refuse = (fault: Fault): Outcome<Model> => [{ ...model, fault, addedWall: null }, []];
  const student = studentOf(world.sheet, model.student);
  const measure = measureOf(world.sheet, model.student, model.measure);
  if (!student || !measure) return [model, []];
  const at = momentOf(model.date, model.time);
  if (at === null) return refuse("when");
  if (at > stamp.at) return refuse("future");
  if (at < stamp.at - OLDEST_MS) return refuse("old");
  const value = valueOf(model, measure, at);
  if (typeof value === "string") return refuse(value);
  const when = new Date(at).toISOString();
  const session = stamp.mint(1);
  const payload: CapturePayload = {
    student: student.id,
    plan_version: student.plan.version_id,
    measure: measure.id,
    session,
    session_started_at: when,
    occurred_at: when,
    late: true,
    value,
  };
  const entry: Entry = { id: stamp.mint(0), kind: "capture", payload, session, day: world.today };
  const label = `${student.initials} ${measure.label}`;
  const added = { nth: (model.added?.nth ?? 0) + 1, label, value, date: model.date, time: model.time };
  // What was chosen of a trial stays: the trials of one sitting follow each other on the paper too.
  return [{ ...model, count: 1, minutes: "", seconds: "", fault: null, added, addedWall: stamp.wall }, [{ do: "record", entry }]];
}

export function update(model: Model, message: Message, here: Here): Outcome<Model> {
  switch (message.say) {
    case "set": {
      const next = { ...model, [message.field]: message.value, fault: null, addedWall: null };
      if (message.field === "measure") return [{ ...next, trial: null }, []];
      if (message.field !== "student") return [next, []];
      return [{ ...next, trial: null, measure: studentOf(here.world.sheet, message.value)?.measures[0]?.id ?? "" }, []];
    }
    case "count":
      return [{ ...model, count: Math.max(1, model.count + message.by), fault: null, addedWall: null }, []];
    case "trial":
      return [{ ...model, trial: message.trial, fault: null, addedWall: null }, []];
    case "add":
      return add(model, here);
  }
}

/** What was added, with the year when it is not this one. */
function confirmation({ added, fault }: Model, { words, language, today }: World): string {
  if (!added || fault) return "";
  const year = added.date.slice(0, 4);
  const day = dayName(added.date, language) + (year === today.slice(0, 4) ? "" : ` ${year}`);
  return words.added(added.nth, added.label, valueWords(added.value, words), `${day}, ${withHalf(added.time)}`);
}

const ofMoment = (fault: Fault | null) => fault === "when" || fault === "future" || fault === "old";

type Draw = { model: Model; world: World; send: (message: Message) => void };

export function view(model: Model, world: World, send: (message: Message) => void): Child[] {
  const { words, sheet } = world;
  const draw = { model, world, send };
  const students = sheet?.students ?? [];
  const measures = studentOf(sheet, model.student)?.measures ?? [];
  const measure = measureOf(sheet, model.student, model.measure);
  const refusal = (here: boolean) => (model.fault && here ? words.lateRefused[model.fault] : "");
  return [
    h(
      "div",
      { key: "late", class: "page" },
      h("h1", {}, words.lateTitle),
      h("p", { class: "quiet" }, words.lateWhy),
      students.length === 0
        ? h("p", {}, words.noSheetWhy)
        : h(
            "div",
            { key: "form", class: "form" },
            choose(draw, "student", words.student, students.map((one) => [one.id, one.initials])),
            choose(draw, "measure", words.measure, measures.map((one) => [one.id, one.label])),
            h("div", { class: "pair" }, field(draw, "date", words.date, "date"), field(draw, "time", words.time, "time")),
            h("p", { key: "fault-when", id: "late-when", class: "attention", role: "alert" }, refusal(ofMoment(model.fault))),
            measure ? valueFields(draw, measure) : h("p", {}, words.noMeasures(studentOf(sheet, model.student)?.initials ?? "")),
            h(
              "div",
              { key: "end", class: "form-end" },
              h("p", { key: "fault", class: "attention", role: "alert" }, refusal(!ofMoment(model.fault))),
              h("p", { key: "added", class: "good", role: "status" }, confirmation(model, world)),
              h(
                "button",
                { key: "add", class: "primary wide", type: "button", disabled: !measure, "data-act": "late-add", on: { click: () => send({ say: "add" }) } },
                words.addToRecord,
              ),
            ),
          ),
    ),
  ];
}

type Field = "date" | "time" | "minutes" | "seconds";

function field({ model, world, send }: Draw, name: Field, label: string, type: string): Shape {
  const set = (event: Event) => send({ say: "set", field: name, value: (event.target as HTMLInputElement).value });
  const extra: Props =
    type === "number"
      ? { inputmode: "numeric", min: 0 }
      : { ...(ofMoment(model.fault) ? { "aria-invalid": "true", "aria-describedby": "late-when" } : {}), ...(type === "date" ? { min: dayOf(world.now - OLDEST_MS), max: world.today } : {}) };
  return h(
    "label",
    { key: name, class: "field" },
    h("span", {}, label),
    h("input", { type, value: model[name], "data-field": name, ...extra, on: { input: set } }),
  );
}

function choose({ model, send }: Draw, name: "student" | "measure", label: string, options: [string, string][]): Shape {
  const set = (event: Event) => send({ say: "set", field: name, value: (event.target as HTMLSelectElement).value });
  return h(
    "label",
    { key: name, class: "field" },
    h("span", {}, label),
    h(
      "select",
      { value: model[name], "data-field": name, on: { change: set } },
      options.map(([value, text]) => h("option", { key: value, value }, text)),
    ),
  );
}

function valueFields(draw: Draw, measure: Measure): Shape {
  const { model, world, send } = draw;
  const { words } = world;
  if (measure.method === "duration") {
    return h("div", { key: "duration", class: "pair" }, field(draw, "minutes", words.durationMin, "number"), field(draw, "seconds", words.durationSec, "number"));
  }
  if (measure.method === "count") {
    const step = (by: 1 | -1, face: string, name: string) =>
      h("button", { class: "plain step", type: "button", "aria-label": name, "data-act": by > 0 ? "late-more" : "late-fewer", on: { click: () => send({ say: "count", by }) } }, face);
    return h(
      "div",
      { key: "count", class: "stepper", role: "group", "aria-label": words.howMany },
      step(-1, "−", words.fewer),
      h("output", { class: "big" }, String(model.count)),
      step(1, "+", words.oneMore),
    );
  }
  const chip = (trial: Happened, face: string, word: string) =>
    h(
      "button",
      { key: face, class: "prompt", type: "button", "aria-pressed": model.trial === trial ? "true" : "false", "data-act": "late-trial", "data-prompt": trial, on: { click: () => send({ say: "trial", trial }) } },
      h("span", { class: "code" }, face),
      h("span", { class: "small" }, word),
    );
  return h(
    "div",
    { key: "trials", class: "prompts", role: "group", "aria-label": words.whichTrial },
    measure.prompts.map((prompt) => chip(prompt, prompt, words.prompts[prompt])),
    measure.prompts.length ? null : chip("right", "✓", words.correct),
    chip("wrong", "✕", words.incorrect),
  );
}
