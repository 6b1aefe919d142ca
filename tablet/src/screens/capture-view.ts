/** How recording looks: a strip of students, pads that never move, and one line to undo. */
import { studentOf, type Participant, type World } from "../here";
import { h, type Child, type Shape } from "../view";
import type { DurationValue, Measure, TrialValue } from "../wire";
import { shownTime, timeOf, twelveHour } from "../clock";
import { minutesSeconds } from "../words";
import {
  away,
  counted,
  EVERYONE,
  lastAct,
  padOf,
  questions,
  ranLong,
  ranSeconds,
  runningOf,
  STRIP,
  type Answer,
  type Message,
  type Model,
  type Question,
} from "./capture";
import { ownerOf } from "./flag";

type Send = (message: Message) => void;
type Draw = { model: Model; world: World; send: Send };

export function view(model: Model, world: World, send: Send, openCard: (student: string) => void, goBack: () => void): Child[] {
  const draw = { model, world, send };
  if (model.closing) return [closingView(draw), closingBar(draw)];
  return [strip(draw, goBack), pads(draw), undoBar(draw, openCard)];
}

function strip({ model, world, send }: Draw, goBack: () => void): Shape {
  const { words } = world;
  const all = model.session.participants;
  const page = all.slice(model.page * STRIP, (model.page + 1) * STRIP);
  const chip = (id: string, label: string, detail: string, hue: string) =>
    h(
      "button",
      {
        key: id,
        class: `chip ${hue}`,
        type: "button",
        "aria-pressed": model.shown === id ? "true" : "false",
        "data-act": id === EVERYONE ? "choose-all" : "choose-student",
        "data-student": id === EVERYONE ? null : id,
        on: { click: () => send({ say: "choose", student: id }) },
      },
      h("span", { class: "initials" }, label),
      detail ? h("span", { class: "small" }, detail) : null,
    );
  return h(
    "div",
    { key: "strip", class: "strip" },
    h("button", { key: "back", class: "ghost", type: "button", "data-act": "to-today", "aria-label": words.today, on: { click: goBack } }, "‹"),
    h(
      "div",
      { key: "students", class: "students", role: "group", "aria-label": words.students },
      page.map((one) => chip(one.id, one.initials, words.status[one.status], `hue-${one.color}`)),
      all.length > STRIP
        ? h(
            "button",
            { key: "more", class: "chip", type: "button", "data-act": "more-students", on: { click: () => send({ say: "turn" }) } },
            words.more(all.length - page.length),
          )
        : null,
      all.length > 1 ? chip(EVERYONE, words.everyone, "", "") : null,
    ),
  );
}

function pads(draw: Draw): Shape {
  const { model } = draw;
  const shown = model.session.participants.filter((one) => model.shown === one.id || (model.shown === EVERYONE && !away(one)));
  const named = shown.length > 1;
  const { name, place } = model.session;
  return h(
    "div",
    { key: "pads", class: "deck" },
    h("h1", { class: "unseen" }, [name, place].filter(Boolean).join(" · ")),
    infoPanel(draw),
    h("div", { key: "reach", class: "reach" }, h("div", { class: "groups" }, shown.map((one) => group(draw, one, named)))),
  );
}

/** One student's pads; the name stands above them only where more than one student is shown. */
function group(draw: Draw, one: Participant, named: boolean): Shape {
  const { words } = draw.world;
  return h(
    "section",
    { key: one.id, class: `group hue-${one.color}`, "aria-label": one.initials },
    h("h2", { class: named ? "group-name" : "unseen" }, one.initials, h("span", { class: "small" }, words.status[one.status])),
    one.measures.length === 0 ? h("p", { class: "quiet" }, words.noMeasures(one.initials)) : null,
    h("div", { class: "pads" }, one.measures.map((measure) => padFor(draw, one, measure))),
  );
}

function padFor(draw: Draw, one: Participant, measure: Measure): Shape {
  if (measure.method === "trials") return trialRow(draw, one, measure);
  return measure.method === "count" ? countPad(draw, one, measure) : durationPad(draw, one, measure);
}

const isUnsaved = ({ model, world }: Draw, one: Participant, measure: Measure) =>
  model.seen.some((seen) => seen.student === one.id && seen.measure === measure.id && world.unsaved.includes(seen.id));

function infoButton({ model, world, send }: Draw, one: Participant, measure: Measure): Shape {
  const pad = padOf(one.id, measure.id);
  return h(
    "button",
    {
      class: "info",
      type: "button",
      "aria-label": world.words.about(measure.label),
      "aria-expanded": model.info === pad ? "true" : "false",
      "data-act": "info",
      "data-measure": measure.id,
      "data-student": one.id,
      on: { click: () => send({ say: "info", pad }) },
    },
    "i",
  );
}

function bigPad(draw: Draw, one: Participant, measure: Measure, act: string, big: string, word: string, extra: string, message: Message): Shape {
  const unsaved = isUnsaved(draw, one, measure);
  return h(
    "div",
    { key: measure.id, class: "cell" },
    h(
      "button",
      {
        class: `pad ${extra}${unsaved ? " unsaved" : ""}`,
        type: "button",
        "data-act": act,
        "data-measure": measure.id,
        "data-student": one.id,
        "data-pad": padOf(one.id, measure.id),
        "aria-pressed": act === "duration" ? (extra.includes("running") ? "true" : "false") : null,
        on: { click: () => draw.send(message) },
      },
      h("span", { class: "label" }, measure.label),
      h("span", { class: "big" }, big),
      h("span", { class: "small" }, unsaved ? draw.world.words.unsaved : word),
    ),
    infoButton(draw, one, measure),
  );
}

function countPad(draw: Draw, one: Participant, measure: Measure): Shape {
  const count = counted(draw.model, one.id, measure.id).length;
  return bigPad(draw, one, measure, "count", String(count), draw.world.words.times, "", { say: "tap", student: one.id, measure: measure.id });
}

function durationPad(draw: Draw, one: Participant, measure: Measure): Shape {
  const { words, wall } = draw.world;
  const running = runningOf(draw.model, one.id, measure.id);
  const done = counted(draw.model, one.id, measure.id).reduce((sum, seen) => sum + (seen.value as DurationValue).seconds, 0);
  const message: Message = { say: "toggle", student: one.id, measure: measure.id };
  if (!running) return bigPad(draw, one, measure, "duration", minutesSeconds(done), words.startClock, "", message);
  const long = ranLong(running, wall);
  const big = minutesSeconds(ranSeconds(running, wall));
  return bigPad(draw, one, measure, "duration", big, long ? words.runningLong : words.running, long ? "running long" : "running", message);
}

function trialRow(draw: Draw, one: Participant, measure: Measure): Shape {
  const { words } = draw.world;
  const seen = counted(draw.model, one.id, measure.id).map((event) => event.value as TrialValue);
  const key = (correct: boolean, prompt: Measure["prompts"][number] | null, face: string, word: string) => {
    const tally = seen.filter((value) => value.correct === correct && value.prompt === prompt).length;
    return h(
      "button",
      {
        key: face,
        class: prompt ? "prompt" : "prompt wide-key",
        type: "button",
        "data-act": correct ? "trial" : "trial-incorrect",
        "data-prompt": prompt ?? (correct ? "none" : null),
        "data-measure": measure.id,
        "data-student": one.id,
        on: { click: () => draw.send({ say: "trial", student: one.id, measure: measure.id, correct, prompt }) },
      },
      h("span", { class: "code" }, face),
      h("span", { class: "small" }, word),
      h("span", { class: "tally" }, tally ? String(tally) : ""),
    );
  };
  return h(
    "div",
    { key: measure.id, class: "cell trials", "data-pad": padOf(one.id, measure.id) },
    h(
      "div",
      { class: "row-head" },
      h("span", { class: "label" }, measure.label),
      h("span", { class: "small" }, isUnsaved(draw, one, measure) ? words.unsaved : words.trials(seen.length)),
      infoButton(draw, one, measure),
    ),
    h(
      "div",
      { class: "prompts", role: "group", "aria-label": words.correctAt(measure.label) },
      measure.prompts.map((prompt) => key(true, prompt, prompt, words.prompts[prompt])),
      measure.prompts.length ? null : key(true, null, "✓", words.correct),
      key(false, null, "✕", words.incorrect),
    ),
  );
}

function infoPanel({ model, world, send }: Draw): Shape | null {
  const { words } = world;
  const found = model.session.participants
    .flatMap((one) => one.measures.map((measure) => ({ pad: padOf(one.id, measure.id), measure, one })))
    .find(({ pad }) => pad === model.info);
  if (!found) return null;
  const { measure, pad, one } = found;
  const lines = (title: string, items: string[]) => (items.length ? [h("h3", {}, title), h("ul", {}, items.map((item) => h("li", {}, item)))] : []);
  return h(
    "section",
    { key: "info", class: "about", "aria-label": words.about(measure.label), tabindex: 0 },
    h(
      "div",
      { class: "about-head" },
      h("h2", {}, measure.label),
      h("button", { class: "ghost", type: "button", "data-act": "close-info", on: { click: () => send({ say: "info", pad }) } }, words.close),
    ),
    h("h3", {}, words.definition),
    h("p", {}, measure.definition),
    model.doubted?.includes(pad)
      ? h("p", { class: "good", role: "status" }, words.flagged(words.flags.definition), " ", words.flagOwner(ownerOf(studentOf(world.sheet, one.id), world)))
      : h(
          "button",
          { class: "plain", type: "button", "data-act": "doubt", "data-measure": measure.id, on: { click: () => send({ say: "doubt", student: one.id, measure: measure.id }) } },
          `⚑ ${words.flags.definition}`,
        ),
    lines(words.examples, measure.examples),
    lines(words.nonExamples, measure.non_examples),
    measure.goal ? [h("h3", {}, words.goal), h("p", {}, measure.goal)] : [],
    measure.schedule ? [h("h3", {}, words.schedule), h("p", {}, measure.schedule)] : [],
  );
}

function undoBar({ model, world, send }: Draw, openCard: (student: string) => void): Shape {
  const { words } = world;
  const last = lastAct(model);
  const what = last && (last.what === "seen" ? last.seen : last.running);
  const { participants } = model.session;
  const whose = participants.find((one) => one.id === what?.student);
  const label = [whose?.initials, whose?.measures.find((one) => one.id === what?.measure)?.label].filter(Boolean).join(" ");
  const card = participants.find((one) => one.id === model.shown) ?? participants[0];
  const at = last && (last.what === "seen" ? last.seen.at : last.running.startedAt);
  return h(
    "div",
    { key: "bar", class: "bar" },
    h(
      "button",
      { key: "undo", class: "undo", type: "button", "data-act": "undo", disabled: !last, on: { click: () => send({ say: "undo" }) } },
      h("span", { class: "label" }, `↶ ${words.undo(at ? twelveHour(timeOf(at)) : "")}`),
      h("span", { class: "small" }, at ? words.last(label) : words.nothingToUndo),
    ),
    h("button", { key: "card", class: "plain", type: "button", "data-act": "open-card", on: { click: () => card && openCard(card.id) } }, words.card),
    h("button", { key: "end", class: "plain", type: "button", "data-act": "end-session", on: { click: () => send({ say: "end" }) } }, words.end),
  );
}

function closingView(draw: Draw): Shape {
  const { words } = draw.world;
  const asked = questions(draw.model);
  return h(
    "div",
    { key: "closing", class: "page closing" },
    h("h1", {}, words.endTitle),
    h("p", { class: "quiet" }, asked.length ? words.endQuestion : words.endNothing),
    asked.map((question) => (question.running ? clockQuestion(draw, question) : missingQuestion(draw, question))),
  );
}

const heading = ({ participant, measure }: Question) => h("legend", {}, `${participant.initials} · ${measure.label}`);

function missingQuestion({ model, world, send }: Draw, question: Question): Shape {
  const { words } = world;
  const { measure, participant, pad } = question;
  const answers: [Answer, string][] = [
    ["zero", words.zero],
    ["no_opportunity", words.noOpportunity],
    ["not_collected", words.notCollected],
  ];
  // No trial was run, so there is no zero to report: a score needs at least one opportunity.
  const offered = measure.method === "trials" ? answers.slice(1) : answers;
  const said = model.closing?.[pad] ?? "not_collected";
  return h(
    "fieldset",
    { key: pad, class: "question" },
    heading(question),
    h(
      "div",
      { class: "choices" },
      offered.map(([answer, text]) =>
        h(
          "button",
          {
            key: answer,
            class: "choice",
            type: "button",
            "aria-pressed": said === answer ? "true" : "false",
            "data-act": "answer",
            "data-answer": answer,
            "data-measure": measure.id,
            "data-student": participant.id,
            on: { click: () => send({ say: "answer", pad, answer }) },
          },
          text,
        ),
      ),
    ),
  );
}

function clockQuestion({ world, send }: Draw, question: Question): Shape {
  const { words, wall } = world;
  const { participant, measure, pad } = question;
  const running = question.running!;
  const who = { student: participant.id, measure: measure.id };
  return h(
    "fieldset",
    { key: `${pad}/clock`, class: "question" },
    heading(question),
    h("p", { class: "attention" }, `${words.stillRunning(shownTime(running.startedAt))} · ${minutesSeconds(ranSeconds(running, wall))}`),
    h(
      "div",
      { class: "choices" },
      h("button", { class: "choice", type: "button", "data-act": "stop-clock", on: { click: () => send({ say: "toggle", ...who }) } }, words.stopAndSave),
      h("button", { class: "choice", type: "button", "data-act": "drop-clock", on: { click: () => send({ say: "drop", ...who }) } }, words.dropClock),
    ),
  );
}

function closingBar({ model, world, send }: Draw): Shape {
  const { words } = world;
  const blocked = model.session.running.length > 0;
  return h(
    "div",
    { key: "bar", class: "bar" },
    h("button", { key: "goOn", class: "plain", type: "button", "data-act": "go-on", on: { click: () => send({ say: "goOn" }) } }, words.goOn),
    h(
      "button",
      { key: "finish", class: "primary", type: "button", "data-act": "finish-session", disabled: blocked, on: { click: () => send({ say: "finish" }) } },
      blocked ? words.stopFirst : words.finish,
    ),
  );
}
