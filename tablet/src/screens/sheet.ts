/** Today's blank data sheets on paper; the server draws them, so they need the network. */
import type { Here, Outcome, World } from "../here";
import { h, type Child } from "../view";

export type Model = Record<never, never>;
/** Nothing to say: the links are all there is. */
export type Message = never;

export const begin = (): Model => ({});

export function update(model: Model, _message: Message, _here: Here): Outcome<Model> {
  return [model, []];
}

export const sheetAddress = (student: string) => `/documents/data-sheet/${encodeURIComponent(student)}/`;

export function view(_model: Model, { words, sheet, online }: World): Child[] {
  const students = sheet?.students ?? [];
  return [
    h(
      "div",
      { key: "sheet", class: "page" },
      h("h1", {}, words.sheetTitle),
      h("p", { class: "quiet" }, words.sheetWhy),
      students.length === 0 ? h("p", {}, words.noSheetWhy) : null,
      online
        ? students.map((student) =>
            h(
              "a",
              { key: student.id, class: "wide plain", href: sheetAddress(student.id), target: "_blank", rel: "noopener", "data-act": "print-sheet", "data-student": student.id },
              `${words.printFor(student.initials)} (${words.newTab})`,
            ),
          )
        : h("p", { key: "offline", class: "attention", role: "status" }, words.sheetOffline),
    ),
  ];
}
