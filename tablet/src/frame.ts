/** What stands around every screen: who is recording, what waits, and the way to the other screens. */
import type { App, Message, News } from "./app";
import type { Place, World } from "./here";
import { view as captureView } from "./screens/capture-view";
import { view as cardView } from "./screens/card";
import { view as lateView } from "./screens/late";
import { view as sentView } from "./screens/sent";
import { view as sheetView } from "./screens/sheet";
import { view as signinView } from "./screens/signin";
import { view as todayView } from "./screens/today";
import { h, type Child, type Shape } from "./view";
import { timeOf, twelveHour } from "./clock";

type Send = (message: Message) => void;

export function view(app: App, send: Send): Child[] {
  const tell = (message: News) => send({ to: "app", message });
  if (app.world.hidden) return [plainClock(app.world, tell)];
  return [
    h(
      "div",
      { key: "frame", class: `frame ${app.world.hand === "left" ? "left-hand" : ""} on-${app.screen.name}` },
      h("header", { key: "header" }, nameBar(app.world, tell), statusRow(app.world, tell)),
      h("main", { key: `main-${app.screen.name}`, "data-screen": app.screen.name }, screen(app, send, tell)),
      app.screen.name === "capture" || app.screen.name === "card" || !app.world.adult ? null : tabs(app, tell),
    ),
  ];
}

function screen(app: App, send: Send, tell: (message: News) => void): Child[] {
  const { world, screen: on } = app;
  const go = (to: Place) => tell({ say: "go", to });
  switch (on.name) {
    case "signin":
      return signinView(on.model, world, (message) => send({ to: "signin", message }));
    case "today":
      return todayView(on.model, world, (message) => send({ to: "today", message }));
    case "card":
      return cardView(on.model, world, (message) => send({ to: "card", message }));
    case "late":
      return lateView(on.model, world, (message) => send({ to: "late", message }));
    case "sent":
      return sentView(on.model, world);
    case "sheet":
      return sheetView(on.model, world);
    case "capture":
      return app.capture
        ? captureView(
            app.capture,
            world,
            (message) => send({ to: "capture", message }),
            (student) => go({ name: "card", student }),
            () => go({ name: "today" }),
          )
        : [];
  }
}

/** Two taps leave a plain clock: what a passer-by may see. */
function plainClock(world: World, tell: (message: News) => void): Shape {
  const time = twelveHour(timeOf(world.now));
  return h(
    "main",
    { key: "hidden", class: "hidden-clock", "data-screen": "hidden" },
    h("h1", { class: "unseen" }, world.words.app),
    h("button", { type: "button", "data-act": "show", "aria-label": world.words.show(time), on: { click: () => tell({ say: "show" }) } }, time),
  );
}

function nameBar({ adult, words }: World, tell: (message: News) => void): Shape {
  const name = adult ? `${adult.name} · ${adult.role_label}` : words.app;
  return h(
    "button",
    { key: "name", class: "name-bar", type: "button", "data-act": "name-bar", "aria-label": words.hide(name), on: { click: () => tell({ say: "nameTapped" }) } },
    name,
  );
}

function statusRow(world: World, tell: (message: News) => void): Shape {
  const { words, queue, unsaved } = world;
  if (unsaved.length > 0) {
    return h(
      "div",
      { key: "status", class: "status not-saved", role: "alert", "data-waiting": queue.waiting, "data-unsaved": unsaved.length },
      h("span", { key: "words", class: "status-words" }, h("strong", {}, words.notSaved(unsaved.length)), h("span", { class: "small" }, words.notSavedWhy)),
      h("button", { key: "again", class: "primary", type: "button", "data-act": "try-again", on: { click: () => tell({ say: "tryAgain" }) } }, words.tryAgain),
    );
  }
  const age = queue.oldest === null ? 0 : Math.max(0, Math.floor((world.wall - queue.oldest) / 60_000));
  const count = queue.waiting ? words.waiting(queue.waiting, words.minutes(age)) : words.nothingWaits;
  return h(
    "div",
    { key: "status", class: `status${queue.waiting ? " some" : ""}`, "data-waiting": queue.waiting, "data-unsaved": 0 },
    h(
      "button",
      { key: "words", class: "status-words", type: "button", "data-act": "open-sent", disabled: !world.adult, on: { click: () => tell({ say: "go", to: { name: "sent" } }) } },
      h("strong", {}, count),
      h("span", { class: "small" }, condition(world)),
    ),
    queue.waiting
      ? h("button", { key: "send", class: "plain", type: "button", "data-act": "send-now", on: { click: () => tell({ say: "sendNow" }) } }, words.sendNow)
      : null,
  );
}

/** One calm line: why what waits still waits. */
function condition({ words, queue, upload, online }: World): string {
  if (upload.at === "sign_in" && queue.waiting) return words.signInToSend;
  if (!online || (upload.at === "waiting" && upload.offline)) return words.offline;
  if (upload.at === "sending") return words.sending;
  if (upload.at === "waiting") return words.serverBusy;
  if (queue.stuck) return words.stuck(queue.stuck);
  return queue.waiting ? words.savedHere : "";
}

function tabs({ screen: on, world: { words } }: App, tell: (message: News) => void): Shape {
  const tab = (name: "today" | "sent" | "late" | "sheet", label: string) =>
    h(
      "button",
      { key: name, type: "button", "aria-current": on.name === name ? "page" : null, "data-act": `tab-${name}`, on: { click: () => tell({ say: "go", to: { name } }) } },
      label,
    );
  return h("nav", { key: "tabs", class: "tabs", "aria-label": words.app }, tab("today", words.today), tab("sent", words.sent), tab("late", words.paper), tab("sheet", words.sheets));
}
