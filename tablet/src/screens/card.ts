/** A student's card in sixty seconds: what changed first, why, before, teach, respond, never, my part, and who directs me. */
import { dayOf, timeOf } from "../clock";
import { studentOf, type Here, type Outcome, type World } from "../here";
import { h, type Child, type Shape } from "../view";
import type { Block, Change, GuidanceLine, OwnConcern, Part, Person, Strategy, Student } from "../wire";
import { dayName } from "../words";
import * as flag from "./flag";

export type Model = { student: string; flag: flag.Model };
export type Message = { say: "read" } | { say: "back" } | { say: "flag"; message: flag.Message };

export const begin = (student: string): Model => ({ student, flag: null });

/** What stands for this very card among those that were read: its version with the adult's own guidance. */
export const keyOf = ({ card, plan }: Student): string => card.confirm?.key ?? plan.version_id;
/** What stands for an answer among those that were seen. */
export const answerKey = ({ id, state }: OwnConcern): string => `answer/${id}/${state}`;
export const answeredOf = ({ raised = [] }: Student): OwnConcern[] => raised.filter(({ answer }) => answer !== null);

export function update(model: Model, message: Message, here: Here): Outcome<Model> {
  const { world } = here;
  const student = studentOf(world.sheet, model.student);
  if (message.say === "flag") {
    if (!student) return [model, []];
    const [next, effects] = flag.update(model.flag, message.message, student, here);
    return [{ ...model, flag: next }, effects];
  }
  const back = { do: "go", to: { name: world.session ? "capture" : "today" } } as const;
  const seen = student ? answeredOf(student).map((one) => ({ do: "markRead", version: answerKey(one) }) as const) : [];
  if (message.say === "back" || !student) return [model, [...seen, back]];
  return [model, [{ do: "markRead", version: keyOf(student) }, ...seen, back]];
}

/** The lines that the plan's own change sentences name come first; the others keep their order. */
export function changedFirst(lines: readonly Strategy[], changed: readonly string[]): { line: Strategy; changed: boolean }[] {
  const marked = lines.map((line) => ({ line, changed: changed.some((sentence) => sentence.includes(line.text)) }));
  return [...marked.filter((one) => one.changed), ...marked.filter((one) => !one.changed)];
}

/** The block in which this student's part is wanted: the one that runs now, else the next one today, else none. */
export function blockFor(student: string, blocks: readonly Block[], clock: string): Block | null {
  const left = blocks.filter((block) => clock < block.ends && block.students.some(({ id }) => id === student));
  return [...left].sort((a, b) => a.starts.localeCompare(b.starts))[0] ?? null;
}

/** What holds in one period: the lines of all day and its own; the period's own professional directs. */
export function together(parts: readonly Part[], period: string): Part {
  const whole = parts.find((part) => part.period === "") ?? { period: "", do: [], may: [], never: [], ask: [] };
  const own = period ? parts.find((part) => part.period === period) : undefined;
  if (!own) return whole;
  const directs = own.directs ?? whole.directs;
  const both = { period, do: [...whole.do, ...own.do], may: [...whole.may, ...own.may], never: [...whole.never, ...own.never], ask: [...whole.ask, ...own.ask] };
  return directs ? { ...both, directs } : both;
}

export function view(model: Model, world: World, send: (message: Message) => void): Child[] {
  const { words } = world;
  const student = studentOf(world.sheet, model.student);
  const back = h("button", { key: "back", class: "plain", type: "button", "data-act": "back", on: { click: () => send({ say: "back" }) } }, words.back);
  if (!student) return [h("div", { key: "card", class: "page" }, h("h1", {}, words.card), h("p", {}, words.noCard), back)];
  const unread = student.plan.changed.length > 0 && !world.read.includes(keyOf(student));
  const tell = (message: flag.Message) => send({ say: "flag", message });
  return [
    h(
      "div",
      { key: "card", class: "page" },
      answered(student, world),
      head(student, world),
      notYet(student, world),
      allowed(student, world),
      lines(student, world),
      more(student, world),
      confirmed(student, world),
      open(student, world),
      recorded(student, world),
    ),
    ...[flag.view(model.flag, student, world, tell)].flatMap((panel) => panel ?? []),
    h(
      "div",
      { key: "bar", class: "bar" },
      back,
      h("button", { key: "flag", class: "plain", type: "button", "data-act": "flag", "aria-expanded": model.flag === null ? "false" : "true", on: { click: () => tell({ say: model.flag === null ? "open" : "close" }) } }, `⚑ ${words.flag}`),
      unread
        ? h("button", { key: "read", class: "primary", type: "button", "data-act": "mark-read", on: { click: () => send({ say: "read" }) } }, words.haveRead)
        : null,
    ),
  ];
}

function head(student: Student, world: World): Child[] {
  const { words, language } = world;
  const { number, effective_from, changed } = student.plan;
  const changes = student.card.changes;
  const since = student.card.since ? dayName(dayOf(student.card.since.at), language) : dayName(effective_from, language);
  return [
    h("div", { key: "head", class: `page-head hue-${student.color}` }, h("h1", {}, student.initials), h("span", { class: "quiet" }, words.version(number, dayName(effective_from, language)))),
    changed.length
      ? h(
          "section",
          { key: "changed", class: "attention" },
          h("h2", {}, words.changedSince(changed.length, since)),
          h("ul", {}, changes ? changes.map((change) => h("li", {}, changeWords(change, world))) : changed.map((sentence) => h("li", {}, sentence))),
        )
      : h("p", { key: "changed", class: "quiet" }, student.card.since ? words.nothingChanged(since) : ""),
  ];
}

/** "New in Before: …", in the tablet's own language; what the plan says is never translated. */
export function changeWords({ what, part, text }: Change, { words }: World): string {
  if (part === "care") return words.careChanged;
  return `${words.changeOf[what]} “${words.partNames[part] ?? part}”: ${text}`;
}

function answered(student: Student, { words, language }: World): Child[] {
  return answeredOf(student).map((one) =>
    h(
      "section",
      { key: `answer-${one.id}`, class: "notice answered", "data-concern": one.id },
      h("strong", {}, words.answered(words.flags[one.about], dayName(dayOf(one.answer!.at), language))),
      h("p", {}, one.what ? h("span", { class: "quiet" }, `${one.what}: `) : null, one.answer!.words, " ", h("span", { class: "quiet" }, one.answer!.by)),
      one.answer!.changed ? h("p", { class: "small" }, one.answer!.changed) : null,
      one.state === "answered" ? h("a", { href: one.address, target: "_blank", rel: "noopener" }, words.openAgain) : null,
    ),
  );
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

function lineShape({ line, changed }: { line: Strategy; changed: boolean }, world: World): Shape {
  const { words } = world;
  return h(
    "p",
    { class: changed ? "line changed" : "line" },
    h("strong", {}, line.text),
    changed ? h("span", { class: "tag" }, words.changed) : null,
    line.because ? h("span", { class: "because" }, line.because) : null,
    training(line, world),
  );
}

function lines(student: Student, world: World): Shape {
  const { words } = world;
  const { why, before, teach, respond, never, ask, parts } = student.card;
  const row = (title: string, strategies: Strategy[]) => {
    if (strategies.length === 0) return [];
    const all = changedFirst(strategies, student.plan.changed).filter(({ line }) => !line.more);
    return all.length ? [h("dt", {}, title), h("dd", {}, all.map((one) => lineShape(one, world)))] : [];
  };
  const mine = parts ? together(parts, periodOf(student, world)) : null;
  return h(
    "dl",
    { key: "lines", class: "card-lines" },
    row(words.why, why),
    row(words.before, before),
    row(words.teach, teach),
    row(words.respond, respond),
    row(words.never, never),
    student.care ? [h("dt", {}, words.care), h("dd", {}, h("p", { class: "line" }, h("strong", {}, student.initials), h("span", { class: "because" }, words.careElsewhere)))] : [],
    mine ? mineRows(mine, student, world) : [],
    h("dt", {}, mine ? words.directs : words.ask),
    h("dd", {}, person(mine?.directs ?? ask)),
  );
}

const person = ({ name, how }: Person) => h("p", { class: "line" }, h("strong", {}, name), h("span", { class: "because" }, how));

/** The period whose part is wanted: that of the open session, else of the block that runs now or comes next. */
function periodOf(student: Student, { session, sheet, now }: World): string {
  if (session?.period && session.participants.some(({ id }) => id === student.id)) return session.period;
  return blockFor(student.id, sheet?.blocks ?? [], timeOf(now))?.period ?? "";
}

const nameOf = (period: string, { sheet }: World) => sheet?.blocks.find((block) => block.period === period)?.name ?? period;

function mineRows(part: Part, student: Student, world: World): Child[] {
  const { words } = world;
  const all = [...part.do, ...part.may, ...part.never, ...part.ask];
  const title = part.period ? words.myPartIn(nameOf(part.period, world)) : words.myPart;
  return [h("dt", { class: "whole" }, title), all.length ? h("dd", { class: "whole" }, told(part, student, world)) : h("dd", { class: "whole quiet" }, words.noPart)];
}

function told(part: Part, student: Student, { words }: World): Shape[] {
  const fresh = new Set((student.card.changes ?? []).map(({ line }) => line));
  const group = (title: string, found: GuidanceLine[]) =>
    found.map((line) =>
      h(
        "p",
        { class: fresh.has(line.id) ? "line changed" : "line" },
        h("span", { class: "quiet" }, `${title}: `),
        h("strong", {}, line.text),
        line.whom ? h("span", { class: "quiet" }, ` (${line.whom})`) : null,
        fresh.has(line.id) ? h("span", { class: "tag" }, words.changed) : null,
        h("span", { class: "because" }, line.because),
      ),
    );
  return [...group(words.iDo, part.do), ...group(words.iMay, part.may), ...group(words.iNever, part.never), ...group(words.iAsk, part.ask)];
}

/** What sixty seconds do not hold: further lines of the plan, other periods, what the law leaves to others. One tap away. */
function more(student: Student, world: World): Child {
  const { words, sheet } = world;
  const { why, before, teach, respond, never } = student.card;
  const now = periodOf(student, world);
  const others = (student.card.parts ?? []).filter((part) => part.period && part.period !== now);
  const law = sheet?.law ?? [];
  const plan: [string, Strategy[]][] = [[words.why, why], [words.before, before], [words.teach, teach], [words.respond, respond], [words.never, never]];
  const behind = plan.map(([title, lines]) => ({ title, lines: lines.filter((line) => line.more) })).filter(({ lines }) => lines.length);
  const count = behind.reduce((sum, { lines }) => sum + lines.length, 0);
  if (count + others.length + law.length === 0) return h("span", { key: "more" });
  return h(
    "details",
    { key: "more", class: "measure more-part" },
    h("summary", {}, count ? words.moreLines(count) : words.morePart),
    behind.map(({ title, lines }) => h("section", { key: title }, h("h3", {}, title), lines.map((line) => lineShape({ line, changed: false }, world)))),
    others.map((part) => h("section", { key: part.period }, h("h3", {}, words.myPartIn(nameOf(part.period, world))), told(part, student, world))),
    law.length ? h("section", { key: "law" }, h("h3", {}, words.byLaw), law.map(({ text, source }) => h("p", {}, text, " ", h("span", { class: "quiet" }, source)))) : null,
  );
}

function confirmed(student: Student, { words, language }: World): Child {
  const confirm = student.card.confirm;
  if (!confirm) return h("span", { key: "confirm" });
  const last = confirm.number !== null && confirm.at !== null ? words.confirmed(confirm.number, dayName(dayOf(confirm.at), language)) : words.notConfirmed;
  return h(
    "p",
    { key: "confirm", class: "quiet confirm" },
    confirm.due || confirm.number !== null ? `${last} ` : "",
    confirm.due ? h("a", { href: confirm.address, target: "_blank", rel: "noopener", "data-act": "questions" }, words.questions) : null,
  );
}

function open(student: Student, { words, language }: World): Child {
  const waiting = (student.raised ?? []).filter(({ answer }) => answer === null);
  if (waiting.length === 0) return h("span", { key: "open" });
  return h(
    "ul",
    { key: "open", class: "raised" },
    waiting.map(({ id, about, what, raised_at, owner }) =>
      h(
        "li",
        { key: id, class: "quiet" },
        `${words.flags[about]}${what ? `: ${what}` : ""} · ${words.hasIt(owner?.name ?? words.anAdministrator, dayName(dayOf(raised_at), language))}`,
      ),
    ),
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
