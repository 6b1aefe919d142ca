import { beforeEach, describe, expect, test } from "vitest";
import { Outbox, type Kept } from "../src/outbox";
import { backoff, MAX_BYTES, nextBatch, readAnswer, Uploader, type Answer, type UploadState } from "../src/upload";
import type { Accepted, Envelope, Verdict } from "../src/wire";
import { faults } from "./schema";
import { freshDisk, LABEL, NOON, tap } from "./people";

beforeEach(freshDisk);

interface Request {
  epoch: string;
  install: string;
  next_n: number;
  pending: number;
  items: Envelope[];
}

const answer = (status: number, body: unknown, retryAfter: number | null = null): Answer => ({ status, body, retryAfter });
const verdict = (item: Envelope, over: Partial<Verdict> = {}): Verdict => ({
  id: item.id,
  n: item.n,
  verdict: "stored",
  seq: item.n + 1,
  reason: null,
  who_resolves: null,
  ...over,
});
const took = (request: Request, over: Partial<Accepted> = {}): Answer =>
  answer(200, {
    epoch: request.epoch,
    server_time: "2026-10-20T13:00:01Z",
    safe_seq: 0,
    verdicts: request.items.map((item) => verdict(item)),
    ...over,
  });

/** A tablet with `count` waiting items in front of a server that answers as `serve` says. */
async function tablet(count: number, serve: (request: Request) => Answer | Promise<Answer>) {
  const outbox = new Outbox();
  await outbox.put("device", "token");
  await outbox.put("epoch", "e1");
  for (let i = 0; i < count; i++) await outbox.save(await tap(NOON + i), LABEL);
  const requests: Request[] = [];
  const states: UploadState[] = [];
  const clock = { now: NOON };
  const uploader = new Uploader(outbox, {
    post: async (body) => {
      const request = JSON.parse(body) as Request;
      expect(faults(request, "events_request")).toEqual([]);
      requests.push(request);
      return serve(request);
    },
    now: () => clock.now,
    chance: () => 0.5,
    alone: (work) => work(),
    openSessions: () => new Set(),
    changed: (state) => states.push(state),
    serverTime: () => undefined,
  });
  const states_of = async () => (await outbox.ofDay(LABEL.day)).sort((a, b) => a.envelope.n - b.envelope.n).map((kept) => kept.state);
  return { outbox, uploader, requests, states, clock, states_of, last: () => states[states.length - 1] };
}

describe("what each answer does to a waiting item", () => {
  const one = async (serve: (request: Request) => Answer) => {
    const it = await tablet(1, serve);
    await it.uploader.poke();
    return { state: (await it.states_of())[0], at: it.last()?.at, requests: it.requests.length };
  };
  const named = (over: Partial<Verdict>) => (request: Request) => took(request, { verdicts: request.items.map((item) => verdict(item, over)) });

  test.each<[string, (request: Request) => Answer, string | undefined, string]>([
    ["stored", named({}), "stored", "rest"],
    ["stored with a flag", named({ verdict: "stored_flagged", reason: "plan_superseded" }), "stored_flagged", "rest"],
    ["held", named({ verdict: "held", reason: "newer_app", who_resolves: "M. Reyes" }), "held", "rest"],
    ["already", named({ verdict: "already" }), "stored", "rest"],
    ["already, held then", named({ verdict: "already", reason: "permission" }), "held", "rest"],
    ["already, flagged then", named({ verdict: "already", reason: "plan_superseded" }), "stored_flagged", "rest"],
    ["retry", named({ verdict: "retry", seq: null }), "pending", "waiting"],
    ["a captive portal's page with status 200", () => answer(200, null), "pending", "waiting"],
    ["a 200 of another shape", () => answer(200, { ok: true }), "pending", "waiting"],
    ["a 200 with a verdict we do not know", named({ verdict: "rejected" as never }), "pending", "waiting"],
    ["a 200 that names nobody", (request) => took(request, { verdicts: [] }), "pending", "waiting"],
    ["a 200 of another epoch", (request) => took(request, { epoch: "e9" }), "pending", "waiting"],
    ["a redirect", () => answer(302, null), "pending", "waiting"],
    ["400", () => answer(400, { error: "bad", message: "…" }), "stuck", "rest"],
    ["401", () => answer(401, { error: "device", message: "…" }), "pending", "sign_in"],
    ["401 from a portal", () => answer(401, null), "pending", "waiting"],
    ["413", () => answer(413, null), "stuck", "rest"],
    ["429", () => answer(429, { error: "slow", message: "…" }, 60), "pending", "waiting"],
    ["503", () => answer(503, { error: "down", message: "…" }), "pending", "waiting"],
    ["no network", () => answer(0, null), "pending", "waiting"],
  ])("%s", async (_name, serve, state, at) => {
    const seen = await one(serve);
    expect(seen.state).toBe(state);
    expect(seen.at).toBe(at);
    expect(seen.requests).toBe(1);
  });
});

test("what was saved during a request stays waiting, whatever the reply says", async () => {
  let meanwhile: Kept | null = null;
  const it = await tablet(1, async (request) => {
    if (meanwhile) return answer(0, null);
    meanwhile = await it.outbox.save(await tap(), LABEL);
    return took(request, { verdicts: [...request.items, meanwhile.envelope].map((item) => verdict(item)) });
  });
  await it.uploader.poke();
  expect(await it.states_of()).toEqual(["stored", "pending"]);
});

test("batches hold at most 200 items and go in order", async () => {
  const it = await tablet(401, (request) => took(request));
  await it.uploader.poke();
  expect(it.requests.map((request) => request.items.length)).toEqual([200, 200, 1]);
  expect(it.requests.flatMap((request) => request.items.map((item) => item.n))).toEqual([...Array(401).keys()]);
  expect(it.requests[0]).toMatchObject({ next_n: 401, pending: 401 });
});

test("a batch stays under its bytes, yet never starves on one large item", async () => {
  const it = await tablet(3, (request) => took(request));
  const kept = await it.outbox.pending(3);
  const big = kept.map((one) => ({ ...one, envelope: { ...one.envelope, payload: "ñ".repeat(400_000) } }));
  expect(nextBatch(big, 200)).toHaveLength(1);
  expect(nextBatch(big, 200, 10)).toHaveLength(1);
  expect(nextBatch(kept, 200, MAX_BYTES)).toHaveLength(3);
});

describe("a changed epoch", () => {
  test("offers everything retained again under the new one", async () => {
    let current = "e1";
    const it = await tablet(3, (request) => (request.epoch === current ? took(request) : answer(409, { error: "epoch_changed", epoch: current })));
    await it.uploader.poke();
    current = "e2";
    await it.outbox.save(await tap(), LABEL);
    await it.uploader.poke();
    expect(it.requests.map((request) => [request.epoch, request.items.length])).toEqual([["e1", 3], ["e1", 1], ["e2", 4]]);
    expect(await it.states_of()).toEqual(["stored", "stored", "stored", "stored"]);
  });

  test("a reply to a request of an older epoch changes nothing", async () => {
    const it = await tablet(1, async (request) => {
      if (request.epoch !== "e1") return answer(0, null);
      await it.outbox.adoptEpoch("e2");
      return took(request);
    });
    await it.uploader.poke();
    expect(await it.states_of()).toEqual(["pending"]);
    expect(it.requests.map((request) => request.epoch)).toEqual(["e1", "e2"]);
  });

  test("two servers that disagree do not keep the tablet busy", async () => {
    const it = await tablet(1, (request) => answer(409, { error: "epoch_changed", epoch: request.epoch === "e1" ? "e2" : "e1" }));
    await it.uploader.poke();
    expect(it.requests.length).toBeLessThanOrEqual(3);
    expect(await it.states_of()).toEqual(["pending"]);
  });
});

test.each([413, 400])("after %i the one bad item is found and set aside, and the others arrive", async (status) => {
  const bad = 5;
  const it = await tablet(9, (request) =>
    request.items.some((item) => item.n === bad) ? answer(status, { error: "no", message: "…" }) : took(request),
  );
  await it.uploader.poke();
  expect(await it.states_of()).toEqual([...Array(9).keys()].map((n) => (n === bad ? "stuck" : "stored")));
  expect((await it.outbox.summary()).waiting).toBe(1);
});

test("an item that breaks the server is found after some tries", async () => {
  const it = await tablet(4, (request) => (request.items.some((item) => item.n === 2) ? answer(500, null) : took(request)));
  for (let i = 0; i < 20; i++) {
    await it.uploader.poke();
    it.clock.now += 600_000;
  }
  expect(await it.states_of()).toEqual(["stored", "stored", "stuck", "stored"]);
});

test("'Send now' tries what was set aside", async () => {
  let patient = false;
  const it = await tablet(1, (request) => (patient ? took(request) : answer(413, null)));
  await it.uploader.poke();
  patient = true;
  await it.uploader.poke();
  expect(await it.states_of()).toEqual(["stuck"]);
  await it.uploader.sendNow();
  expect(await it.states_of()).toEqual(["stored"]);
});

describe("waiting", () => {
  test("doubles, has chance in it, and ends at five minutes", () => {
    expect([1, 2, 3].map((k) => backoff(k, 1))).toEqual([2_000, 4_000, 8_000]);
    expect(backoff(1, 0)).toBe(1_000);
    expect(backoff(50, 1)).toBe(300_000);
  });

  test("nothing is sent before its end, unless a person or a regained network insists", async () => {
    const it = await tablet(1, () => answer(0, null));
    await it.uploader.poke();
    await it.uploader.poke();
    expect(it.requests).toHaveLength(1);
    await it.uploader.poke(true);
    expect(it.requests).toHaveLength(2);
    it.clock.now += 400_000;
    await it.uploader.poke();
    expect(it.requests).toHaveLength(3);
  });

  test("a server that names a time is obeyed", async () => {
    const it = await tablet(1, () => answer(429, { error: "slow", message: "…" }, 900));
    await it.uploader.poke();
    expect(it.last()).toEqual({ at: "waiting", until: NOON + 900_000, offline: false });
  });
});

test("without a device token nothing is sent and nothing lost", async () => {
  const it = await tablet(2, (request) => took(request));
  await it.outbox.put("device", undefined);
  await it.uploader.poke();
  expect(it.requests).toHaveLength(0);
  expect(it.last()?.at).toBe("sign_in");
  expect(await it.states_of()).toEqual(["pending", "pending"]);
});

test("items leave the tablet only when two backups hold them", async () => {
  let safe = 1;
  const it = await tablet(3, (request) => took(request, { safe_seq: safe }));
  await it.uploader.poke();
  expect((await it.outbox.ofDay(LABEL.day)).map((kept) => kept.seq).sort()).toEqual([2, 3]);
  safe = 3;
  await it.outbox.save(await tap(), LABEL);
  await it.uploader.poke();
  expect((await it.outbox.ofDay(LABEL.day)).map((kept) => kept.seq)).toEqual([4]);
});

test("two tablets under one number: later items get a new installation from 0", async () => {
  const it = await tablet(1, (request) =>
    took(request, { verdicts: request.items.map((item) => verdict(item, { verdict: "held", reason: "device_fork", who_resolves: "office" })) }),
  );
  const before = await it.outbox.install();
  await it.uploader.poke();
  const next = await it.outbox.save(await tap(), LABEL);
  expect(next.envelope.install).not.toBe(before);
  expect(next.envelope.n).toBe(0);
});

test("only a reply of the right shape is an acknowledgement", () => {
  expect(readAnswer(answer(200, "<html>Welcome to Guest Wi-Fi</html>")).what).toBe("failed");
  expect(readAnswer(answer(409, { error: "other" })).what).toBe("failed");
});
