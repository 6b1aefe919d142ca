/** The whole tablet as one value, and its one pure update: messages go to the screen they are for, effects come back. */
import type { Effect, Here, Place, SentNews, Session, Stamp, World } from "./here";
import * as capture from "./screens/capture";
import * as card from "./screens/card";
import * as late from "./screens/late";
import * as sent from "./screens/sent";
import * as sheet from "./screens/sheet";
import * as signin from "./screens/signin";
import * as today from "./screens/today";
import type { UploadState } from "./upload";
import type { Adult, DaySheet } from "./wire";
import { WORDS, type Language } from "./words";

export type Screen =
  | { name: "signin"; model: signin.Model }
  | { name: "today"; model: today.Model }
  | { name: "card"; model: card.Model }
  | { name: "capture" }
  | { name: "late"; model: late.Model }
  | { name: "sent"; model: sent.Model }
  | { name: "sheet"; model: sheet.Model };

export interface App {
  world: World;
  screen: Screen;
  /** The open session outlives its screen: one may look at a card and come back. */
  capture: capture.Model | null;
  nameTappedAt: number;
}

export type News =
  | { say: "tick"; now: number; wall: number; today: string }
  | { say: "adult"; adult: Adult | null; grantExpires: string | null; enrolled: boolean; open: capture.Model | null }
  | { say: "sheet"; sheet: DaySheet }
  | { say: "queue"; queue: World["queue"] }
  | { say: "upload"; upload: UploadState }
  | { say: "online"; online: boolean }
  | { say: "unsaved"; ids: string[] }
  | { say: "read"; versions: string[] }
  | { say: "newer" }
  | { say: "sent"; news: SentNews }
  | { say: "nameTapped" }
  | { say: "show" }
  | { say: "go"; to: Place }
  | { say: "tryAgain" }
  | { say: "sendNow" };

export type Message =
  | { to: "signin"; message: signin.Message }
  | { to: "today"; message: today.Message }
  | { to: "card"; message: card.Message }
  | { to: "capture"; message: capture.Message }
  | { to: "late"; message: late.Message }
  | { to: "sent"; message: sent.Message }
  | { to: "app"; message: News };

const DOUBLE_TAP_MS = 600;

export interface Start {
  language: Language;
  hand: "right" | "left";
  now: number;
  wall: number;
  today: string;
  online: boolean;
}

export function begin(start: Start): App {
  const world: World = {
    ...start,
    words: WORDS[start.language],
    hidden: false,
    enrolled: false,
    adult: null,
    grantExpires: null,
    sheet: null,
    queue: { waiting: 0, oldest: null, stuck: 0, held: 0 },
    upload: { at: "rest" },
    unsaved: [],
    read: [],
    session: null,
    newer: false,
  };
  return { world, screen: { name: "signin", model: signin.begin() }, capture: null, nameTappedAt: 0 };
}

/** The screen of a place; one that cannot be shown now (no open session, nobody signed in) leads to the one that can. */
function screenOf(app: App, to: Place): Screen {
  switch (to.name) {
    case "signin":
      return { name: "signin", model: signin.begin() };
    case "today":
      return { name: "today", model: today.begin() };
    case "card":
      return { name: "card", model: card.begin(to.student) };
    case "capture":
      return app.capture ? { name: "capture" } : { name: "today", model: today.begin() };
    case "late":
      return { name: "late", model: late.begin(app.world) };
    case "sent":
      return { name: "sent", model: sent.begin() };
    case "sheet":
      return { name: "sheet", model: sheet.begin() };
  }
}

const withWorld = (app: App, change: Partial<World>): App => ({ ...app, world: { ...app.world, ...change } });

function keep(app: App, session: Session | null): App {
  const next = withWorld(app, { session });
  return session ? next : { ...next, capture: null };
}

/** Effects that only change what is on the screen are done here; the others are left for the outside. */
function follow(app: App, effects: readonly Effect[]): [App, Effect[]] {
  const outside: Effect[] = [];
  let next = app;
  for (const effect of effects) {
    if (effect.do === "go") {
      const screen = screenOf(next, effect.to);
      next = { ...next, screen };
      if (screen.name === "sent") outside.push({ do: "loadSent" });
    } else if (effect.do === "begin") {
      next = { ...keep(next, effect.session), capture: capture.begin(effect.session), screen: { name: "capture" } };
      outside.push({ do: "keepSession", session: effect.session });
    } else if (effect.do === "keepSession") {
      next = keep(next, effect.session);
      outside.push(effect);
    } else if (effect.do === "setLanguage") {
      next = withWorld(next, { language: effect.language, words: WORDS[effect.language] });
      outside.push(effect);
    } else if (effect.do === "setHand") {
      next = withWorld(next, { hand: effect.hand });
      outside.push(effect);
    } else outside.push(effect);
  }
  return [next, outside];
}

export function update(app: App, message: Message, stamp: Stamp): [App, Effect[]] {
  const here: Here = { world: app.world, stamp };
  const { screen } = app;
  if (message.to === "app") return news(app, message.message);
  if (message.to === "capture") {
    if (!app.capture) return [app, []];
    const [model, effects] = capture.update(app.capture, message.message, here);
    return follow({ ...app, capture: model }, effects);
  }
  if (message.to === "signin" && screen.name === "signin") {
    const [model, effects] = signin.update(screen.model, message.message, here);
    return follow({ ...app, screen: { name: "signin", model } }, effects);
  }
  if (message.to === "today" && screen.name === "today") {
    const [model, effects] = today.update(screen.model, message.message, here);
    return follow({ ...app, screen: { name: "today", model } }, effects);
  }
  if (message.to === "card" && screen.name === "card") {
    const [model, effects] = card.update(screen.model, message.message, here);
    return follow({ ...app, screen: { name: "card", model } }, effects);
  }
  if (message.to === "late" && screen.name === "late") {
    const [model, effects] = late.update(screen.model, message.message, here);
    return follow({ ...app, screen: { name: "late", model } }, effects);
  }
  if (message.to === "sent" && screen.name === "sent") {
    const [model, effects] = sent.update(screen.model, message.message, here);
    return follow({ ...app, screen: { name: "sent", model } }, effects);
  }
  return [app, []];
}

/** For messages from outside that no clock and no id belongs to. */
const NO_MOMENT: Stamp = { at: 0, wall: 0, mint: () => "" };

function news(app: App, message: News): [App, Effect[]] {
  const { world } = app;
  switch (message.say) {
    case "tick":
      return [withWorld(app, { now: message.now, wall: message.wall, today: message.today }), []];
    case "adult": {
      const { adult, grantExpires, enrolled, open } = message;
      const sameAdult = adult !== null && adult.id === world.adult?.id;
      const next = withWorld(app, { adult, grantExpires, enrolled, session: open?.session ?? null, sheet: sameAdult ? world.sheet : null });
      return [{ ...next, capture: open }, []];
    }
    case "sheet": {
      const next = withWorld(app, { sheet: message.sheet });
      if (!app.capture) return [next, []];
      const session = capture.takeOver(app.capture.session, message.sheet);
      if (session === app.capture.session) return [next, []];
      return follow({ ...next, capture: { ...app.capture, session } }, [{ do: "keepSession", session }]);
    }
    case "queue":
      return [withWorld(app, { queue: message.queue }), app.screen.name === "sent" ? [{ do: "loadSent" }] : []];
    case "upload":
      return [withWorld(app, { upload: message.upload }), []];
    case "online":
      return [withWorld(app, { online: message.online }), []];
    case "unsaved":
      return [withWorld(app, { unsaved: message.ids }), []];
    case "read":
      return [withWorld(app, { read: message.versions }), []];
    case "newer":
      return [withWorld(app, { newer: true }), []];
    case "sent":
      return update(app, { to: "sent", message: { say: "news", news: message.news } }, NO_MOMENT);
    case "nameTapped": {
      const twice = world.wall - app.nameTappedAt < DOUBLE_TAP_MS;
      return [twice ? { ...withWorld(app, { hidden: true }), nameTappedAt: 0 } : { ...app, nameTappedAt: world.wall }, []];
    }
    case "show":
      return [withWorld(app, { hidden: false }), []];
    case "go":
      return follow(app, [{ do: "go", to: message.to }]);
    case "tryAgain":
      return [app, [{ do: "tryAgain" }]];
    case "sendNow":
      return [app, [{ do: "sendNow" }]];
  }
}
