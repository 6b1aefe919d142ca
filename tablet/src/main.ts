/** Starts the tablet: one value, one update, one drawing, and the occasions to send. */
import "./tablet.css";
import { begin, update, type App, type Message } from "./app";
import { Effects } from "./effects";
import { view } from "./frame";
import { Outbox } from "./outbox";
import { patch } from "./view";
import { dayOf } from "./clock";
import { type Language } from "./words";
import { scriptOfOurs } from "./trusted";

function language(): Language {
  const chosen = localStorage.getItem("carryover-language") ?? navigator.language;
  return chosen.startsWith("es") ? "es" : "en";
}

const host = document.getElementById("app")!;
const now = Date.now();
let app: App = begin({
  language: language(),
  hand: localStorage.getItem("carryover-hand") === "left" ? "left" : "right",
  now,
  wall: now,
  today: dayOf(now),
  online: navigator.onLine,
});
document.documentElement.lang = app.world.language;

const effects = new Effects(new Outbox(), { send, app: () => app });

function send(message: Message): void {
  const before = app.screen.name;
  // Double taps and running clocks need the moment of the tap, not of the last tick.
  const stamp = effects.stamp();
  app = { ...app, world: { ...app.world, now: stamp.at, wall: stamp.wall } };
  const [next, todo] = update(app, message, stamp);
  app = next;
  patch(host, view(app, send));
  if (before !== app.screen.name) document.querySelector("main")?.scrollTo(0, 0);
  if (message.to === "late") document.querySelector(".form [role=alert]:not(:empty)")?.scrollIntoView({ block: "nearest" });
  for (const effect of todo) effects.run(effect);
}

/** Between 20 and 40 seconds, so that a school's tablets do not knock together. */
const nextKnock = () => 20_000 + Math.random() * 20_000;

function occasions(): void {
  const refresh = (insist: boolean) => {
    void effects.uploader.poke(insist);
    void effects.refreshDay();
  };
  const knock = () => {
    if (document.visibilityState === "visible") refresh(false);
    setTimeout(knock, nextKnock());
  };
  setTimeout(knock, nextKnock());
  setInterval(() => {
    if (document.visibilityState === "visible") effects.tick();
  }, 1000);
  addEventListener("online", () => {
    send({ to: "app", message: { say: "online", online: true } });
    refresh(true);
  });
  addEventListener("offline", () => send({ to: "app", message: { say: "online", online: false } }));
  document.addEventListener("visibilitychange", () => {
    effects.tick();
    refresh(document.visibilityState === "visible");
  });
  addEventListener("beforeunload", (event) => {
    if (effects.unsaved) event.preventDefault();
  });
}

/** A newer app waits until a person takes it, and never reloads a page that holds what is not yet on disk. */
async function serviceWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  const registration = await navigator.serviceWorker.register(scriptOfOurs("/tablet/sw.js"), { scope: "/tablet/" });
  let asked = false;
  const offer = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    effects.newer = () => {
      asked = true;
      registration.waiting?.postMessage("take-over");
    };
    send({ to: "app", message: { say: "newer" } });
  };
  offer();
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (asked && !effects.unsaved) location.reload();
  });
}

patch(host, view(app, send));
void effects.start();
occasions();
void serviceWorker().catch(() => undefined);
