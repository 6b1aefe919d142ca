/** A student's card: what to do and why, changed lines first, and what has not changed yet. */
import { studentOf, type Here, type Outcome, type World } from "../here";
import { h, type Child, type Shape } from "../view";
import type { Strategy, Student } from "../wire";
import { dayName } from "../words";

export type Model = { student: string };
export type Message = { say: "read" } | { say: "back" };

export const begin = (student: string): Model => ({ student });

export function update(model: Model, message: Message, { world }: Here): Outcome<Model> {
  const back = { do: "go", to: { name: world.session ? "capture" : "today" } } as const;
  if (message.say === "back") return [model, [back]];
  const student = studentOf(world.sheet, model.student);
  return [model, student ? [{ do: "markRead", version: student.plan.version_id }, back] : [back]];
}

/** The lines that the plan's own change sentences name come first; the others keep their order. */
export function changedFirst(lines: readonly Strategy[], changed: readonly string[]): { line: Strategy; changed: boolean }[] {
  const marked = lines.map((line) => ({ line, changed: changed.some((sentence) => sentence.includes(line.text)) }));
  return [...marked.filter((one) => one.changed), ...marked.filter((one) => !one.changed)];
}

export function view(model: Model, world: World, send: (message: Message) => void): Child[] {
  const { words } = world;
  const student = studentOf(world.sheet, model.student);
  const back = h("button", { key: "back", class: "plain", type: "button", "data-act": "back", on: { click: () => send({ say: "back" }) } }, words.back);
  if (!student) return [h("div", { key: "card", class: "page" }, h("h1", {}, words.card), h("p", {}, words.noCard), back)];
  const unread = student.plan.changed.length > 0 && !world.read.includes(student.plan.version_id);
  return [
    h("div", { key: "card", class: "page" }, head(student, world), notYet(student, world), allowed(student, world), lines(student, world), recorded(student, world)),
    h(
      "div",
      { key: "bar", class: "bar" },
      back,
      unread
        ? h("button", { key: "read", class: "primary", type: "button", "data-act": "mark-read", on: { click: () => send({ say: "read" }) } }, words.haveRead)
        : null,
    ),
  ];
}

function head(student: Student, { words, language }: World): Child[] {
  const { number, effective_from, changed } = student.plan;
  const since = dayName(effective_from, language);
  return [
    h("div", { key: "head", class: `page-head hue-${student.color}` }, h("h1", {}, student.initials), h("span", { class: "quiet" }, words.version(number, since))),
    changed.length
      ? h(
          "section",
          { key: "changed", class: "attention" },
          h("h2", {}, words.changedSince(changed.length, since)),
          h("ul", {}, changed.map((sentence) => h("li", {}, sentence))),
        )
      : h("span", { key: "changed" }),
  ];
}

function notYet(student: Student, { words }: World): Child {
  if (!student.pending_change) return h("span", { key: "pending" });
  return h("section", { key: "pending", class: "notice" }, h("strong", {}, words.nothingChangedYet), h("span", {}, student.pending_change));
}

function allowed(student: Student, { words, language }: World): Child {
  if (!student.waived?.length) return h("span", { key: "waived" });
  return h(
    "section",
    { key: "waived", class: "attention" },
    student.waived.map((one) =>
      h("p", {}, h("strong", {}, words.workUntrained(one.needs, dayName(one.until, language))), " ", one.instead),
    ),
  );
}

/** What a line that needs training says under its words: that it is for the trained, or that the reader is one. */
function training(line: Strategy, { words }: World): Child | null {
  if (!line.needs) return null;
  return h("span", { class: "because" }, line.closed ? words.forTrained(line.needs) : words.asTrained(line.needs));
}

function lines(student: Student, world: World): Shape {
  const { words } = world;
  const { why, before, teach, respond, never, ask } = student.card;
  const row = (title: string, strategies: Strategy[]) =>
    strategies.length
      ? [
          h("dt", {}, title),
          h(
            "dd",
            {},
            changedFirst(strategies, student.plan.changed).map(({ line, changed }) =>
              h(
                "p",
                { class: changed ? "line changed" : "line" },
                h("strong", {}, line.text),
                changed ? h("span", { class: "tag" }, words.changed) : null,
                line.because ? h("span", { class: "because" }, line.because) : null,
                training(line, world),
              ),
            ),
          ),
        ]
      : [];
  return h(
    "dl",
    { key: "lines", class: "card-lines" },
    row(words.why, why),
    row(words.before, before),
    row(words.teach, teach),
    row(words.respond, respond),
    row(words.never, never),
    student.care ? [h("dt", {}, words.care), h("dd", {}, h("p", { class: "line" }, h("strong", {}, student.initials), h("span", { class: "because" }, words.careElsewhere)))] : [],
    h("dt", {}, words.ask),
    h("dd", {}, h("p", { class: "line" }, h("strong", {}, ask.name), h("span", { class: "because" }, ask.how))),
  );
}

function recorded(student: Student, { words }: World): Child {
  if (student.measures.length === 0) return h("span", { key: "measures" });
  return h(
    "section",
    { key: "measures" },
    h("h2", { class: "eyebrow" }, words.measures),
    student.measures.map((measure) =>
      h(
        "details",
        { key: measure.id, class: "measure" },
        h("summary", {}, measure.label),
        h("p", {}, measure.definition),
        measure.examples.length ? h("p", {}, h("strong", {}, words.examples), ": ", measure.examples.join("; ")) : null,
        measure.non_examples.length ? h("p", {}, h("strong", {}, words.nonExamples), ": ", measure.non_examples.join("; ")) : null,
        measure.goal ? h("p", {}, h("strong", {}, words.goal), ": ", measure.goal) : null,
      ),
    ),
  );
}
