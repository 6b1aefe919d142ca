/** The day in the order of the bell: what is now, who is here, which cards changed. */
import { studentOf, type Here, type Outcome, type Participant, type Session, type World } from "../here";
import { h, type Child, type Shape } from "../view";
import type { Block, DaySheet, Student } from "../wire";
import { shownTime, timeOf, withHalf } from "../clock";
import { dayName } from "../words";
import { answeredOf, answerKey, keyOf } from "./card";

export type Model = Record<never, never>;
export type Message =
  | { say: "start"; period: string }
  | { say: "resume" }
  | { say: "card"; student: string }
  | { say: "ask" }
  | { say: "switchAdult" }
  | { say: "language" }
  | { say: "hand" }
  | { say: "newer" };

export const begin = (): Model => ({});

/** The blocks by their place in the day: the one that runs now first, then those to come, then those gone by. */
export function inOrder(blocks: readonly Block[], clock: string): { now: Block[]; later: Block[]; earlier: Block[] } {
  const sorted = [...blocks].sort((a, b) => a.starts.localeCompare(b.starts));
  return {
    now: sorted.filter((block) => block.starts <= clock && clock < block.ends),
    later: sorted.filter((block) => clock < block.starts),
    earlier: sorted.filter((block) => block.ends <= clock),
  };
}

export function changedCards(sheet: DaySheet, read: readonly string[]): Student[] {
  return sheet.students.filter((student) => student.plan.changed.length > 0 && !read.includes(keyOf(student)));
}

/** The students about whom something that this adult raised was answered, and the answer not seen on the card yet. */
export function newAnswers(sheet: DaySheet, read: readonly string[]): Student[] {
  return sheet.students.filter((student) => answeredOf(student).some((one) => !read.includes(answerKey(one))));
}

function sessionOf(block: Block, { world, stamp }: Here): Session {
  const participants = block.students.flatMap(({ id, status }): Participant[] => {
    const student = studentOf(world.sheet, id);
    if (!student) return [];
    const { initials, color, measures, plan } = student;
    return [{ id, initials, color, status, planVersion: plan.version_id, measures }];
  });
  return {
    id: stamp.mint(0),
    period: block.period,
    adult: world.adult?.id ?? "",
    day: world.today,
    startedAt: new Date(stamp.at).toISOString(),
    name: block.name,
    place: block.place,
    participants,
    running: [],
  };
}

export function update(model: Model, message: Message, here: Here): Outcome<Model> {
  const { world } = here;
  switch (message.say) {
    case "start": {
      // One session at a time: a tablet that forgot the open one would leave its numbers without an end.
      if (world.session) return [model, [{ do: "go", to: { name: "capture" } }]];
      const block = world.sheet?.blocks.find((one) => one.period === message.period);
      return block ? [model, [{ do: "begin", session: sessionOf(block, here) }]] : [model, []];
    }
    case "resume":
      return [model, [{ do: "go", to: { name: "capture" } }]];
    case "card":
      return [model, [{ do: "go", to: { name: "card", student: message.student } }]];
    case "ask":
      return [model, [{ do: "loadDay" }]];
    case "switchAdult":
      return [model, [{ do: "go", to: { name: "signin" } }]];
    case "language":
      return [model, [{ do: "setLanguage", language: world.language === "en" ? "es" : "en" }]];
    case "hand":
      return [model, [{ do: "setHand", hand: world.hand === "right" ? "left" : "right" }]];
    case "newer":
      return [model, [{ do: "useNewer" }]];
  }
}

type Send = (message: Message) => void;

export function view(_model: Model, world: World, send: Send): Child[] {
  const { sheet, words } = world;
  return [
    h(
      "div",
      { key: "today", class: "page" },
      h(
        "div",
        { key: "head", class: "page-head" },
        h("h1", {}, words.today),
        h("span", { class: "clock" }, shownTime(world.now)),
        h("p", { class: "quiet" }, [dayName(world.today, world.language), ...dayWords(world)].join(" · ")),
      ),
      notices(world, send),
      sheet ? day(world, sheet, send) : nothing(words.noSheet, words.noSheetWhy, words.askAgain, () => send({ say: "ask" })),
      settings(world, send),
    ),
  ];
}

function dayWords({ sheet, words }: World): string[] {
  if (!sheet) return [];
  const { kind, letter, note } = sheet.school_day;
  return [kind === "early_release" ? words.earlyRelease : "", letter ? words.letterDay(letter) : "", kind === "closed" ? "" : note].filter(Boolean);
}

function notices(world: World, send: Send): Child[] {
  const { words, sheet, session } = world;
  const out: Child[] = [];
  if (session) {
    out.push(
      h(
        "div",
        { key: "open", class: "notice" },
        h("span", {}, words.openSession(session.name, shownTime(session.startedAt))),
        h("button", { class: "primary", type: "button", "data-act": "resume", on: { click: () => send({ say: "resume" }) } }, words.resume),
      ),
    );
  }
  if (sheet && sheet.day !== world.today) out.push(h("p", { key: "old", class: "attention" }, words.oldSheet(dayName(sheet.day, world.language))));
  if (world.grantExpires && Date.parse(world.grantExpires) < world.now) {
    const ended = `${dayName(world.grantExpires, world.language)} ${shownTime(world.grantExpires)}`;
    out.push(h("p", { key: "grant", class: "attention" }, words.grantEnded(ended)));
  }
  if (world.newer && !session) {
    out.push(
      h(
        "div",
        { key: "newer", class: "notice" },
        h("span", {}, words.newer),
        h("button", { class: "plain", type: "button", "data-act": "use-newer", on: { click: () => send({ say: "newer" }) } }, words.useNewer),
      ),
    );
  }
  return out;
}

function nothing(title: string, why: string, act: string, click: () => void): Shape {
  return h(
    "div",
    { key: "nothing", class: "empty" },
    h("h2", {}, title),
    h("p", { class: "quiet" }, why),
    h("button", { class: "plain", type: "button", "data-act": "load-day", on: { click } }, act),
  );
}

function day(world: World, sheet: DaySheet, send: Send): Child[] {
  const { words } = world;
  if (sheet.school_day.kind === "closed") {
    const { note, next } = sheet.school_day;
    return [
      h(
        "div",
        { key: "closed", class: "empty" },
        h("h2", {}, words.closed),
        note ? h("p", {}, note) : null,
        next ? h("p", { class: "quiet" }, words.nextSchoolDay(dayName(next, world.language))) : null,
      ),
    ];
  }
  if (sheet.blocks.length === 0) return [nothing(words.noBlocks, words.noBlocksWhy, words.askAgain, () => send({ say: "ask" }))];
  const { now, later, earlier } = inOrder(sheet.blocks, timeOf(world.now));
  const group = (key: string, title: string, blocks: Block[]) =>
    blocks.length
      ? [h("section", { key, class: `blocks ${key}` }, h("h2", { class: "eyebrow" }, title), blocks.map((block) => blockRow(world, block, send)))]
      : [];
  return [group("now", words.now, now), changes(world, sheet, send), group("later", now.length ? words.later : words.next, later), group("earlier", words.earlier, earlier)].flat();
}

function blockRow(world: World, block: Block, send: Send): Shape {
  const { words } = world;
  return h(
    "div",
    { key: block.period, class: "block", "data-period": block.period },
    h(
      "div",
      { class: "block-words" },
      h("span", { class: "when" }, withHalf(block.starts)),
      h("h3", {}, [block.name, block.place].filter(Boolean).join(" · ")),
    ),
    h(
      "ul",
      { class: "who" },
      block.students.map(({ id, status, note }) => {
        const student = studentOf(world.sheet, id);
        const words_ = [words.status[status], note].filter(Boolean).join(", ");
        return h(
          "li",
          { key: id },
          h(
            "button",
            {
              class: `chip hue-${student?.color ?? 0}${status === "absent" || status === "trip" ? " away" : ""}`,
              type: "button",
              "data-act": "open-card",
              "data-student": id,
              "aria-label": [words.cardOf(student?.initials ?? "?"), words_].filter(Boolean).join(", "),
              on: { click: () => send({ say: "card", student: id }) },
            },
            h("span", { class: "initials" }, student?.initials ?? "?"),
            words_ ? h("span", { class: "small" }, words_) : null,
          ),
        );
      }),
    ),
    startButton(world, block, send),
  );
}

/** While a session is open every block leads to it, and says so: only one is open at a time. */
function startButton({ words, session, sheet }: World, block: Block, send: Send): Shape {
  const open = session !== null && session.period === block.period && session.day === sheet?.day;
  const other = session !== null && !open;
  const name = other ? words.goOnWith(session.name) : open ? words.resume : words.start;
  return h(
    "button",
    {
      class: `${other ? "plain" : "primary"} start`,
      type: "button",
      "data-act": "start-block",
      "data-period": block.period,
      "aria-label": other ? `${name}. ${words.otherOpen(session.name, block.name)}` : `${name}: ${block.name}, ${withHalf(block.starts)}`,
      on: { click: () => send({ say: "start", period: block.period }) },
    },
    `▸ ${name}`,
  );
}

/** One line for answers, one for changed cards; each leads to the first of them. */
function changes(world: World, sheet: DaySheet, send: Send): Child[] {
  const { words, read } = world;
  const line = (key: string, act: string, text: string, whose: Student[]) =>
    whose.slice(0, 1).map((first) =>
      h(
        "button",
        { key, class: "notice wide", type: "button", "data-act": act, on: { click: () => send({ say: "card", student: first.id }) } },
        h("span", {}, text),
        h("span", { class: "initials" }, whose.map((student) => student.initials).join(" ")),
      ),
    );
  const answers = newAnswers(sheet, read);
  const changed = changedCards(sheet, read);
  return [...line("answers", "read-answers", words.answersNew(answers.length), answers), ...line("changes", "read-changes", words.cardsChanged(changed.length), changed)];
}

function settings(world: World, send: Send): Shape {
  const { words } = world;
  const other = world.hand === "right" ? words.leftHand : words.rightHand;
  return h(
    "section",
    { key: "settings", class: "settings" },
    h("h2", { class: "eyebrow" }, words.settings),
    h("button", { class: "plain", type: "button", "data-act": "switch-adult", on: { click: () => send({ say: "switchAdult" }) } }, words.someoneElse),
    h(
      "button",
      { class: "plain", type: "button", "data-act": "language", lang: world.language === "en" ? "es" : "en", on: { click: () => send({ say: "language" }) } },
      words.language,
    ),
    h("button", { class: "plain", type: "button", "data-act": "hand", on: { click: () => send({ say: "hand" }) } }, other),
  );
}
