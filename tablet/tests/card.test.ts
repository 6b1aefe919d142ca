// @vitest-environment happy-dom
/** What a card says of training: closed lines, open ones, personal care as a sign, and what is allowed for a time. */
import { expect, test } from "vitest";
import { begin, update } from "../src/app";
import { begin as open, view } from "../src/screens/card";
import { patch } from "../src/view";
import type { Student } from "../src/wire";
import { faults } from "./schema";
import { JAYLEN, NOON, SHEET } from "./people";

function told(student: Student, language: "en" | "es" = "en"): string {
  const sheet = { ...SHEET, students: [student] };
  const app = begin({ language, hand: "right", now: NOON, wall: NOON, today: SHEET.day, online: true });
  const stamp = { at: NOON, wall: NOON, mint: () => "" };
  const world = [
    { say: "adult", adult: SHEET.adult, grantExpires: null, enrolled: true, open: null } as const,
    { say: "sheet", sheet } as const,
  ].reduce((now, message) => update(now, { to: "app", message }, stamp)[0], app).world;
  const host = document.createElement("div");
  patch(host, view(open(student.id), world, () => undefined));
  return host.textContent ?? "";
}

const responds = (line: Student["card"]["respond"][number]): Student => ({ ...JAYLEN, card: { ...JAYLEN.card, respond: [line] } });

test("a closed line says what to do instead and which training opens the rest", () => {
  const closed = responds({ text: "Clear the room and call.", because: "", needs: "physical restraint and escort", closed: true });
  expect(told(closed)).toContain("Clear the room and call.What trained adults do is for those trained in physical restraint and escort.");
  expect(told(closed, "es")).toContain("capacitados en physical restraint and escort");
});

test("an open line says that the reader is trained, and a line without a need says nothing of training", () => {
  expect(told(responds({ text: "One adult at each side.", because: "It is short.", needs: "escort", closed: false }))).toContain("as you are today");
  expect(told(JAYLEN)).not.toContain("trained");
});

test("personal care is a sign without tasks, and an allowance says until when and what instead", () => {
  const student = { ...JAYLEN, care: true, waived: [{ needs: "lifting", until: "2026-10-30", instead: "Call Priya to lift." }] };
  expect(told(student)).toContain("never on a tablet");
  expect(told(student)).toContain("Until Fri Oct 30 you work here without training in lifting. Call Priya to lift.");
  expect(told(JAYLEN)).not.toContain("Care");
  expect(faults(JSON.parse(JSON.stringify(student)), "student")).toEqual([]);
});
