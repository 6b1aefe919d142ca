/** What I sent today: each thing recorded, where it is now, and who decides when it is held. */
import { measureOf, studentOf, type Here, type LocalRow, type Outcome, type SentNews, type World } from "../here";
import { h, type Child, type Shape } from "../view";
import type { CapturePayload, ClosePayload, ConcernPayload, SentItem, Value, VoidPayload } from "../wire";
import { dayOf, shownTime } from "../clock";
import { dayName, valueWords } from "../words";

export type Model = { news: SentNews | null };
export type Message = { say: "news"; news: SentNews };

export const begin = (): Model => ({ news: null });

export function update(model: Model, message: Message, _here: Here): Outcome<Model> {
  return [{ ...model, news: message.news }, []];
}

export type Where = "waits" | "setAside" | "arrived" | "arrivedFlagged" | "held";

export interface Row {
  id: string;
  kind: string;
  student: string;
  measure: string;
  at: string;
  /** Null for what only the server knows: it tells which, not how much. */
  value: Value | null;
  late: boolean;
  voided: boolean;
  where: Where;
  reason: string | null;
  resolves: string | null;
  /** What a concern is about. */
  about?: ConcernPayload["about"];
}

const WHERE: Record<LocalRow["state"], Where> = {
  pending: "waits",
  stuck: "setAside",
  stored: "arrived",
  stored_flagged: "arrivedFlagged",
  held: "held",
};

function fromTablet(row: LocalRow, voided: ReadonlySet<string>): Row {
  const payload = JSON.parse(row.payload) as CapturePayload & VoidPayload & ClosePayload & ConcernPayload;
  return {
    id: row.id,
    kind: row.kind,
    student: payload.student,
    measure: payload.measure ?? "",
    at: payload.occurred_at,
    value: payload.value ?? null,
    late: payload.late ?? false,
    voided: voided.has(row.id),
    where: WHERE[row.state],
    reason: row.reason,
    resolves: row.who_resolves,
    about: payload.about,
  };
}

function fromServer(item: SentItem): Row {
  const where = item.verdict === "held" ? "held" : item.verdict === "stored_flagged" ? "arrivedFlagged" : "arrived";
  return { id: item.id, kind: "capture", student: item.student, measure: item.measure, at: item.occurred_at, value: null, late: item.late, voided: item.voided, where, reason: null, resolves: null };
}

/**
 * The tablet's own account, joined by what only the server still knows. Newest first by when it was recorded, which its id tells:
 * a late entry stands where it was made. Voids show on what they take back.
 */
export function rows({ local, server }: SentNews): Row[] {
  const voided = new Set(local.filter((row) => row.kind === "void").map((row) => (JSON.parse(row.payload) as VoidPayload).voids));
  const mine = local.map((row) => fromTablet(row, voided));
  const known = new Set(mine.map((row) => row.id));
  const theirs = (server ?? []).filter((item) => !known.has(item.id)).map(fromServer);
  // A void that waits or is held is a fact of its own; one that arrived is told by the line it took back.
  const quiet = (row: Row) => row.kind === "void" && (row.where === "arrived" || row.where === "arrivedFlagged");
  return [...mine, ...theirs].filter((row) => !quiet(row)).sort((a, b) => b.id.localeCompare(a.id));
}

export interface Tally {
  student: string;
  measure: string;
  counts: number;
  held: number;
}

/** How many entries count, per student and measure; those undone do not, and those held do not yet. */
export function tallies(all: readonly Row[]): Tally[] {
  const found = new Map<string, Tally>();
  for (const { kind, student, measure, voided, where } of all) {
    if (kind !== "capture" || !measure) continue;
    const key = `${student}/${measure}`;
    const tally = found.get(key) ?? { student, measure, counts: 0, held: 0 };
    if (!voided) tally[where === "held" ? "held" : "counts"] += 1;
    found.set(key, tally);
  }
  return [...found.values()];
}

export function view(model: Model, world: World): Child[] {
  const { words } = world;
  const all = model.news ? rows(model.news) : [];
  return [
    h(
      "div",
      { key: "sent", class: "page", tabindex: 0 },
      h("h1", {}, words.sentTitle),
      h("p", { key: "unknown", class: "quiet", role: "status" }, model.news && model.news.server === null ? words.sentUnknown : ""),
      table(tallies(all), world),
      model.news && all.length === 0 ? h("p", { key: "none" }, words.sentNone) : h("ul", { key: "rows", class: "rows" }, all.map((row) => line(row, world))),
    ),
  ];
}

const initialsOf = ({ sheet }: World, student: string) => studentOf(sheet, student)?.initials ?? "";

/** The measure's name from the sheet, or from the open session that still has it. */
function labelOf({ sheet, session, words }: World, student: string, measure: string): string {
  const open = session?.participants.find((one) => one.id === student)?.measures.find((one) => one.id === measure);
  return (measureOf(sheet, student, measure) ?? open)?.label ?? (measure ? words.earlierMeasure : "");
}

function table(all: readonly Tally[], world: World): Shape | null {
  const { words } = world;
  if (all.length === 0) return null;
  return h(
    "table",
    { key: "tally", class: "tally-table" },
    h("thead", {}, h("tr", {}, [words.measure, words.entriesCount].map((head) => h("th", { scope: "col" }, head)))),
    h(
      "tbody",
      {},
      all.map(({ student, measure, counts, held }) =>
        h(
          "tr",
          { key: `${student}/${measure}`, "data-student": student, "data-measure": measure },
          h("th", { scope: "row" }, h("span", { class: "initials" }, initialsOf(world, student)), " ", labelOf(world, student, measure)),
          h("td", { class: "number" }, String(counts), held ? h("span", { class: "small" }, ` + ${held} ${words.held}`) : null),
        ),
      ),
    ),
  );
}

function concernWords({ about, student, measure }: Row, world: World): string {
  const { flags, flagMore } = world.words;
  if (!about || about === "more") return flagMore;
  return measure ? `${flags[about]}: ${labelOf(world, student, measure)}` : flags[about];
}

function line(row: Row, world: World): Shape {
  const { words } = world;
  const initials = initialsOf(world, row.student);
  const what =
    row.kind === "concern" ? concernWords(row, world) : row.kind === "close" ? words.sessionEnded : row.kind === "void" ? words.undoing : labelOf(world, row.student, row.measure);
  const why = row.reason ? (words.reasons[row.reason] ?? row.reason) : "";
  const state = [words[row.where], row.where === "arrived" ? "" : why, row.resolves ? words.resolves(row.resolves) : ""].filter(Boolean).join(" · ");
  return h(
    "li",
    { key: row.id, class: `row ${row.where}${row.voided ? " voided" : ""}`, "data-item": row.id, "data-where": row.where },
    h("span", { class: "when" }, dayOf(row.at) === world.today ? null : h("span", { class: "small" }, `${dayName(dayOf(row.at), world.language)} `), shownTime(row.at)),
    h("span", { class: "initials" }, initials),
    h("span", { class: "what" }, what, row.value ? [" ", h("strong", {}, valueWords(row.value, words))] : null, row.late ? h("span", { class: "tag" }, words.late) : null, row.voided ? h("span", { class: "tag" }, words.undone) : null),
    h("span", { class: "state" }, state),
  );
}
