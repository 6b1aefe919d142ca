/** What was written on paper first: chosen, dated by the adult, and marked late. */
import { momentAt } from "../clock";
import { measureOf, studentOf, type Entry, type Here, type Outcome, type World } from "../here";
import { h, type Child, type Shape } from "../view";
import type { CapturePayload, Measure, PromptCode, Value } from "../wire";
import { dayName } from "../words";

export type Fault = "when" | "future" | "count" | "duration" | "trial";

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
  added: { label: string; when: string } | null;
}

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
  const refuse = (fault: Fault): Outcome<Model> => [{ ...model, fault, added: null }, []];
  const student = studentOf(world.sheet, model.student);
  const measure = measureOf(world.sheet, model.student, model.measure);
  if (!student || !measure) return [model, []];
  const at = momentOf(model.date, model.time);
  if (at === null) return refuse("when");
  if (at > stamp.at) return refuse("future");
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
  const added = { label: `${student.initials} ${measure.label}`, when: `${dayName(model.date, world.language)} ${model.time.slice(0, 5)}` };
  return [{ ...model, count: 1, minutes: "", seconds: "", trial: null, fault: null, added }, [{ do: "record", entry }]];
}

export function update(model: Model, message: Message, here: Here): Outcome<Model> {
  switch (message.say) {
    case "set": {
      const next = { ...model, [message.field]: message.value, fault: null };
      if (message.field === "measure") return [{ ...next, trial: null }, []];
      if (message.field !== "student") return [next, []];
      return [{ ...next, trial: null, measure: studentOf(here.world.sheet, message.value)?.measures[0]?.id ?? "" }, []];
    }
    case "count":
      return [{ ...model, count: Math.max(1, model.count + message.by), fault: null }, []];
    case "trial":
      return [{ ...model, trial: message.trial, fault: null }, []];
    case "add":
      return add(model, here);
  }
}

type Draw = { model: Model; world: World; send: (message: Message) => void };

export function view(model: Model, world: World, send: (message: Message) => void): Child[] {
  const { words, sheet } = world;
  const draw = { model, world, send };
  const students = sheet?.students ?? [];
  const measures = studentOf(sheet, model.student)?.measures ?? [];
  const measure = measureOf(sheet, model.student, model.measure);
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
            measure ? valueFields(draw, measure) : h("p", {}, words.noMeasures(studentOf(sheet, model.student)?.initials ?? "")),
            h("p", { key: "fault", class: "attention", role: "alert" }, model.fault ? words.lateRefused[model.fault] : ""),
            h(
              "button",
              { key: "add", class: "primary wide", type: "button", disabled: !measure, "data-act": "late-add", on: { click: () => send({ say: "add" }) } },
              words.addToRecord,
            ),
            h("p", { key: "added", class: "good", role: "status" }, model.added ? words.added(model.added.label, model.added.when) : ""),
          ),
    ),
  ];
}

type Field = "date" | "time" | "minutes" | "seconds";

function field({ model, send }: Draw, name: Field, label: string, type: string): Shape {
  const set = (event: Event) => send({ say: "set", field: name, value: (event.target as HTMLInputElement).value });
  return h(
    "label",
    { key: name, class: "field" },
    h("span", {}, label),
    h("input", { type, value: model[name], "data-field": name, inputmode: type === "number" ? "numeric" : null, min: type === "number" ? 0 : null, on: { input: set } }),
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
