/** Who is recording. The school's own sign-in happens at the desk page; this screen takes its result to the tablet. */
import type { Here, Outcome, World } from "../here";
import { h, type Child } from "../view";

export type Refusal = { because: "sign_in" } | { because: "offline" } | { because: "right"; why: string };
export type Model = { step: "ask" } | { step: "working" } | { step: "refused"; refusal: Refusal } | { step: "ready" };
export type Message = { say: "use" } | { say: "enrolled" } | { say: "refused"; refusal: Refusal } | { say: "start" };

export const SIGN_IN = "/accounts/login/?next=/tablet/";
export const SIGN_OUT = `/accounts/logout/?next=${encodeURIComponent(SIGN_IN)}`;

export const begin = (): Model => ({ step: "ask" });

export function update(model: Model, message: Message, _here: Here): Outcome<Model> {
  switch (message.say) {
    case "use":
      return model.step === "working" ? [model, []] : [{ step: "working" }, [{ do: "enrol" }]];
    case "enrolled":
      return [{ step: "ready" }, [{ do: "loadDay" }, { do: "sendNow" }]];
    case "refused":
      return [{ step: "refused", refusal: message.refusal }, []];
    case "start":
      return [begin(), [{ do: "go", to: { name: "today" } }]];
  }
}

export function view(model: Model, world: World, send: (message: Message) => void): Child[] {
  return [h("div", { key: "signin", class: "page" }, model.step === "ready" && world.adult ? ready(world, world.adult.name, send) : ask(model, world, send))];
}

function ready(world: World, name: string, send: (message: Message) => void): Child[] {
  const { words } = world;
  return [
    h("h1", {}, words.readyFor(name)),
    h("p", { class: "quiet" }, world.adult?.role_label ?? ""),
    h("p", { class: "quiet" }, words.readable),
    h("button", { class: "primary wide", type: "button", "data-act": "start-as", on: { click: () => send({ say: "start" }) } }, words.useAs(name)),
    h("a", { class: "wide plain", href: SIGN_OUT, "data-act": "sign-out" }, words.notMe),
  ];
}

function ask(model: Model, world: World, send: (message: Message) => void): Child[] {
  const { words } = world;
  return [
    h("h1", {}, words.signInTitle),
    h("h2", {}, words.signInFirst),
    h("p", { class: "quiet" }, words.signInFirstWhy),
    h("a", { class: "wide plain", href: SIGN_IN, "data-act": "sign-in" }, words.signInLink),
    h("h2", {}, words.useTablet),
    h("p", { class: "quiet" }, words.useTabletWhy),
    h(
      "button",
      { class: "primary wide", type: "button", "data-act": "enrol", on: { click: () => send({ say: "use" }) } },
      model.step === "working" ? words.working : words.useTabletButton,
    ),
    h("p", { key: "refusal", class: "attention", role: "status" }, model.step === "refused" ? refusal(world, model.refusal) : ""),
    world.adult
      ? h("button", { class: "wide plain", type: "button", "data-act": "to-today", on: { click: () => send({ say: "start" }) } }, words.stillRecording(world.adult.name))
      : h("span", {}),
    world.adult ? h("a", { class: "wide plain", href: SIGN_OUT, "data-act": "sign-out" }, words.notMe) : h("span", {}),
  ];
}

function refusal({ words }: World, refused: Refusal): string {
  if (refused.because === "right") return words.refusedRight(refused.why);
  return refused.because === "sign_in" ? words.refusedSignIn : words.refusedOffline;
}
