// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from "vitest";
import { h, patch } from "../src/view";

let host: HTMLElement;
beforeEach(() => {
  document.body.replaceChildren();
  host = document.body.appendChild(document.createElement("div"));
});

const buttons = (...keys: string[]) => keys.map((key) => h("button", { key }, key));
const nodes = () => [...host.children];

test("what stays on the screen stays the same element, and keeps the focus", () => {
  patch(host, buttons("a", "b", "c"));
  const [, b, c] = nodes() as HTMLElement[];
  b!.focus();
  patch(host, buttons("x", "b", "y", "c"));
  expect(nodes().map((node) => node.textContent)).toEqual(["x", "b", "y", "c"]);
  expect([nodes()[1], nodes()[3]]).toEqual([b, c]);
  expect(document.activeElement).toBe(b);
});

test("an element that changes place is moved, not made anew", () => {
  patch(host, buttons("a", "b", "c"));
  const made = new Set(nodes());
  patch(host, buttons("c", "a", "b"));
  expect(nodes().map((node) => node.textContent)).toEqual(["c", "a", "b"]);
  expect(nodes().every((node) => made.has(node))).toBe(true);
});

test("text and attributes follow, and what is no longer said is gone", () => {
  patch(host, [h("p", { class: "old", title: "x" }, "one")]);
  patch(host, [h("p", { class: "new" }, "two", null, false, [])]);
  expect(host.innerHTML).toBe('<p class="new">two</p>');
});

test("markup in data stays text", () => {
  patch(host, [h("p", {}, "<img src=x onerror=alert(1)>")]);
  expect(host.querySelector("img")).toBeNull();
});

test("a listener is heard once, the newest one, and not after it is taken away", () => {
  const [first, second] = [vi.fn(), vi.fn()];
  const draw = (click: (() => void) | null) => patch(host, [h("button", { on: click ? { click } : {} }, "go")]);
  draw(first);
  draw(second);
  (host.firstElementChild as HTMLElement).click();
  draw(null);
  (host.firstElementChild as HTMLElement).click();
  expect([first.mock.calls.length, second.mock.calls.length]).toEqual([0, 1]);
});

test("a select takes the value of an option drawn with it", () => {
  patch(host, [h("select", { value: "b" }, h("option", { value: "a" }, "A"), h("option", { value: "b" }, "B"))]);
  expect(host.querySelector("select")!.value).toBe("b");
});
