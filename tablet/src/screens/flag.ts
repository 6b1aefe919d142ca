/**
 * What does not fit, raised in two taps: the first opens this panel, the second is kept at once and sent like everything else.
 * Which line it is about, and a few words, may be added afterwards as an entry of their own.
 */
import type { Effect, Entry, Here, Outcome, Stamp, World } from "../here";
import { h, type Shape } from "../view";
import type { ConcernPayload, Student } from "../wire";

export type Raised = { id: string; about: "two_things" | "definition"; line: string; words: string; added: boolean };
/** Closed, open with its choices, or open with what was just raised. */
export type Model = null | "choose" | Raised;
export type Message =
  | { say: "open" }
  | { say: "close" }
  | { say: "raise"; about: "two_things" | "definition"; measure: string }
  | { say: "set"; field: "line" | "words"; value: string }
  | { say: "add" };

export const LONGEST_WORDS = 80;

/** The entry of a concern, and its effect; `measure` is empty for two directions that differ. */
export function raised(student: Student, about: "two_things" | "definition", measure: string, day: string, stamp: Stamp): { id: string; effect: Effect } {
  const id = stamp.mint(0);
  const common = { student: student.id, plan_version: student.plan.version_id, words: "", occurred_at: new Date(stamp.at).toISOString() };
  const payload: ConcernPayload = about === "definition" ? { ...common, about, measure } : { ...common, about, line: "" };
  return { id, effect: record(id, payload, day) };
}

function record(id: string, payload: ConcernPayload, day: string): Effect {
  const entry: Entry = { id, kind: "concern", payload, session: id, day };
  return { do: "record", entry };
}

export function update(model: Model, message: Message, student: Student, { world, stamp }: Here): Outcome<Model> {
  switch (message.say) {
    case "open":
      return ["choose", []];
    case "close":
      return [null, []];
    case "raise": {
      // A bounced finger raises once: the choices are gone with the first tap.
      if (model !== "choose") return [model, []];
      const { id, effect } = raised(student, message.about, message.measure, world.today, stamp);
      return [{ id, about: message.about, line: "", words: "", added: false }, [effect]];
    }
    case "set":
      return model && model !== "choose" ? [{ ...model, [message.field]: message.value }, []] : [model, []];
    case "add": {
      if (!model || model === "choose" || !(model.line || model.words.trim())) return [model, []];
      const payload: ConcernPayload = {
        student: student.id,
        about: "more",
        adds_to: model.id,
        line: model.line,
        words: model.words.trim(),
        occurred_at: new Date(stamp.at).toISOString(),
      };
      return [{ ...model, added: true }, [record(stamp.mint(0), payload, world.today)]];
    }
  }
}

type Send = (message: Message) => void;

/** Who owes the answer, as far as the sheet says. */
export function ownerOf(student: Student | null, { words }: World): string {
  const manager = student?.card.manager;
  return manager ? [manager.name, manager.how].filter(Boolean).join(", ") : words.anAdministrator;
}

export function view(model: Model, student: Student, world: World, send: Send): Shape | null {
  if (model === null) return null;
  return model === "choose" ? choices(student, world, send) : kept(model, student, world, send);
}

function choices(student: Student, { words }: World, send: Send): Shape {
  const choice = (key: string, text: string, about: "two_things" | "definition", measure: string) =>
    h("button", { key, class: "choice", type: "button", "data-act": "raise", "data-about": about, "data-measure": measure || null, on: { click: () => send({ say: "raise", about, measure }) } }, text);
  return h(
    "section",
    { key: "flag", class: "flag", "aria-label": words.flagTitle },
    h("h2", {}, words.flagTitle),
    h("div", { key: "two", class: "choices" }, choice("two_things", words.flags.two_things, "two_things", "")),
    student.measures.length ? h("p", { key: "which", class: "quiet" }, `${words.flags.definition}:`) : null,
    h("div", { key: "definitions", class: "choices" }, student.measures.map((measure) => choice(measure.id, measure.label, "definition", measure.id))),
    h("button", { key: "close", class: "plain", type: "button", "data-act": "flag-close", on: { click: () => send({ say: "close" }) } }, words.close),
  );
}

function kept(model: Raised, student: Student, world: World, send: Send): Shape {
  const { words } = world;
  const lines = cardLines(student);
  return h(
    "section",
    { key: "flag", class: "flag", "aria-label": words.flagTitle },
    h("p", { class: "good", role: "status" }, h("strong", {}, words.flagged(words.flags[model.about])), " ", words.flagOwner(ownerOf(student, world))),
    model.added
      ? h("p", { class: "quiet" }, words.flagAdded)
      : h(
          "div",
          { key: "more", class: "form" },
          model.about === "two_things"
            ? h(
                "div",
                { class: "field" },
                h("label", { for: "flag-line" }, words.flagLine),
                h(
                  "select",
                  { id: "flag-line", value: model.line, on: { change: (event) => send({ say: "set", field: "line", value: (event.target as HTMLSelectElement).value }) } },
                  h("option", { value: "" }, words.flagNoLine),
                  lines.map(({ id, text }) => h("option", { value: id }, text)),
                ),
              )
            : null,
          h(
            "div",
            { class: "field" },
            h("label", { for: "flag-words" }, words.flagWords),
            h("input", { id: "flag-words", maxlength: LONGEST_WORDS, autocomplete: "off", value: model.words, on: { input: (event) => send({ say: "set", field: "words", value: (event.target as HTMLInputElement).value }) } }),
          ),
          h("button", { class: "primary", type: "button", "data-act": "flag-add", disabled: !(model.line || model.words.trim()), on: { click: () => send({ say: "add" }) } }, words.flagAdd),
        ),
    h("button", { key: "close", class: "plain", type: "button", "data-act": "flag-close", on: { click: () => send({ say: "close" }) } }, words.close),
  );
}

/** The lines of the card that have an id, those of the adult's own part among them. */
function cardLines({ card }: Student): { id: string; text: string }[] {
  const plan = [card.why, card.before, card.teach, card.respond, card.never].flat();
  const mine = (card.parts ?? []).flatMap((part) => [part.do, part.may, part.never, part.ask].flat());
  return [...plan, ...mine].flatMap(({ id, text }) => (id ? [{ id, text }] : []));
}
