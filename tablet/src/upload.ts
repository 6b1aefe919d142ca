/**
 * One uploader for all tabs of this tablet.
 *
 * It sends what waits in numbered order, changes only what a well-shaped reply names, and keeps everything on any
 * other answer. The reading of a reply and the choice of a batch are pure; the loop around them is given its network,
 * clock and chance.
 */
import type { Kept, Outbox } from "./outbox";
import type { Accepted, Verdict, VerdictName } from "./wire";

export const MAX_ITEMS = 200;
export const MAX_BYTES = 1.5 * 1024 * 1024;

export type Answer = { status: number; retryAfter: number | null; body: unknown };

export type Reading =
  | { what: "accepted"; reply: Accepted }
  | { what: "epoch"; epoch: string }
  | { what: "too_large" }
  | { what: "sign_in" }
  | { what: "failed"; retryAfter: number | null; cause: "offline" | "broken" | "busy" };

export type UploadState =
  | { at: "rest" }
  | { at: "sending" }
  | { at: "waiting"; until: number; offline: boolean }
  | { at: "sign_in" };

const VERDICTS: readonly VerdictName[] = ["stored", "stored_flagged", "held", "already", "retry"];
const record = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const textOrNull = (value: unknown) => value === null || typeof value === "string";

function isVerdict(value: unknown): value is Verdict {
  return (
    record(value) &&
    typeof value["id"] === "string" &&
    VERDICTS.includes(value["verdict"] as VerdictName) &&
    (value["seq"] === null || typeof value["seq"] === "number") &&
    textOrNull(value["reason"] ?? null) &&
    textOrNull(value["who_resolves"] ?? null)
  );
}

export function isAccepted(body: unknown): body is Accepted {
  return (
    record(body) &&
    typeof body["epoch"] === "string" &&
    typeof body["server_time"] === "string" &&
    typeof body["safe_seq"] === "number" &&
    Array.isArray(body["verdicts"]) &&
    body["verdicts"].every(isVerdict)
  );
}

/** What an answer means. A 200 that is not shaped like ours (a captive portal, a proxy) is a failure, not an acknowledgement. */
export function readAnswer({ status, retryAfter, body }: Answer): Reading {
  if (status === 200 && isAccepted(body)) return { what: "accepted", reply: body };
  if (status === 409 && record(body) && body["error"] === "epoch_changed" && typeof body["epoch"] === "string") {
    return { what: "epoch", epoch: body["epoch"] };
  }
  // A proxy in front of the server refuses large bodies in its own words, so 413 counts whatever its body says.
  if (status === 413) return { what: "too_large" };
  if (status === 500) return { what: "failed", retryAfter, cause: "broken" };
  if (!record(body) || status === 200) return { what: "failed", retryAfter, cause: "offline" };
  if (status === 400) return { what: "too_large" };
  if (status === 401) return { what: "sign_in" };
  return { what: "failed", retryAfter, cause: "busy" };
}

/** The longest run of items from the front that fits both limits; always at least one item when there is one. */
export function nextBatch(waiting: readonly Kept[], maxItems: number, maxBytes: number = MAX_BYTES): Kept[] {
  const batch: Kept[] = [];
  let bytes = 0;
  for (const kept of waiting.slice(0, maxItems)) {
    bytes += new TextEncoder().encode(JSON.stringify(kept.envelope)).length + 1;
    if (batch.length > 0 && bytes > maxBytes) break;
    batch.push(kept);
  }
  return batch;
}

/** Milliseconds to wait after the k-th failure in a row: doubling from 2 s to 5 min, between half and all of it by chance. */
export function backoff(failures: number, chance: number): number {
  const full = Math.min(300_000, 2_000 * 2 ** Math.max(0, failures - 1));
  return Math.round(full / 2 + (full / 2) * chance);
}

export interface Surroundings {
  post(body: string, token: string): Promise<Answer>;
  now(): number;
  chance(): number;
  /** Runs `work` unless another tab is already uploading. */
  alone(work: () => Promise<void>): Promise<void>;
  openSessions(): ReadonlySet<string>;
  changed(state: UploadState): void;
  serverTime(iso: string, sentAt: number, receivedAt: number): void;
}

type Cause = Extract<Reading, { what: "failed" }>["cause"];

const BROKEN_BEFORE_HALVING = 3;
const EPOCHS_BEFORE_WAITING = 3;

export class Uploader {
  private failures = 0;
  private notBefore = 0;
  private limit = MAX_ITEMS;
  private epochsInRow = 0;
  private safe: { seq: number; epoch: string } | null = null;
  private running: Promise<void> | null = null;
  private again = false;
  private signedOut = false;

  constructor(
    private readonly outbox: Outbox,
    private readonly around: Surroundings,
  ) {}

  /** Sends what waits, unless it is too soon after a failure; `insist` is a person or a regained network asking. */
  async poke(insist = false): Promise<void> {
    if (insist) {
      this.notBefore = 0;
      this.signedOut = false;
    }
    if (this.signedOut || this.around.now() < this.notBefore) return;
    if (this.running) {
      this.again = true;
      return this.running;
    }
    this.running = this.around.alone(() => this.drain()).finally(() => {
      this.running = null;
    });
    await this.running;
    if (this.again) {
      this.again = false;
      await this.poke();
    }
  }

  /** A person asks: everything set aside is tried again too. */
  async sendNow(): Promise<void> {
    await this.outbox.reviveStuck();
    this.limit = MAX_ITEMS;
    await this.poke(true);
  }

  private async drain(): Promise<void> {
    let more = true;
    while (more) more = await this.sendOne();
  }

  /** One request. True when there may be more to send at once. */
  private async sendOne(): Promise<boolean> {
    const [token, epoch] = await Promise.all([this.outbox.get<string>("device"), this.outbox.get<string>("epoch")]);
    const batch = nextBatch(await this.outbox.pending(this.limit), this.limit);
    if (batch.length === 0) return this.rest();
    if (!token || !epoch) return this.askSignIn();
    this.around.changed({ at: "sending" });
    const { nextN, install, waiting } = await this.outbox.summary();
    const body = { epoch, install, next_n: nextN, pending: waiting, items: batch.map((kept) => kept.envelope) };
    const sentAt = this.around.now();
    const answer = await this.around.post(JSON.stringify(body), token).catch((): Answer => ({ status: 0, retryAfter: null, body: null }));
    // A reply to a question asked under an older epoch speaks about another database: it changes nothing.
    if ((await this.outbox.get<string>("epoch")) !== epoch) return true;
    return this.obey(readAnswer(answer), batch, epoch, sentAt);
  }

  private async obey(reading: Reading, batch: Kept[], epoch: string, sentAt: number): Promise<boolean> {
    switch (reading.what) {
      case "accepted":
        if (reading.reply.epoch !== epoch) return this.fail(null, "busy", batch);
        return this.accept(reading.reply, batch, sentAt);
      case "epoch":
        if (reading.epoch === epoch) return this.fail(null, "busy", batch);
        await this.outbox.adoptEpoch(reading.epoch);
        this.epochsInRow += 1;
        // Two servers that disagree about the epoch must not keep a tablet busy for ever.
        return this.epochsInRow < EPOCHS_BEFORE_WAITING || this.fail(null, "busy", batch);
      case "too_large":
        return this.narrow(batch, "too_large");
      case "sign_in":
        return this.askSignIn();
      case "failed":
        return this.fail(reading.retryAfter, reading.cause, batch);
    }
  }

  private async accept(reply: Accepted, batch: Kept[], sentAt: number): Promise<boolean> {
    this.around.serverTime(reply.server_time, sentAt, this.around.now());
    const asked = new Set(batch.map((kept) => kept.id));
    const verdicts = reply.verdicts.filter((verdict) => asked.has(verdict.id));
    await this.outbox.settle(verdicts, reply.epoch);
    if (verdicts.some((verdict) => verdict.reason === "device_fork")) await this.outbox.renewInstall();
    this.safe = { seq: reply.safe_seq, epoch: reply.epoch };
    if (!verdicts.some((verdict) => verdict.verdict !== "retry")) return this.fail(null, "busy", batch);
    this.failures = 0;
    this.epochsInRow = 0;
    this.limit = MAX_ITEMS;
    return true;
  }

  /** Halves the batch until the item the server cannot take stands alone, sets that one aside and goes on. */
  private async narrow(batch: Kept[], reason: string): Promise<boolean> {
    if (batch.length > 1) {
      this.limit = Math.ceil(batch.length / 2);
      return true;
    }
    await this.outbox.setAside(batch[0]!.id, reason);
    this.limit = MAX_ITEMS;
    return true;
  }

  private async fail(retryAfter: number | null, cause: Cause, batch: Kept[]): Promise<boolean> {
    this.failures += 1;
    // One item can break a server that is otherwise well: after some tries look for it, a request at a time.
    if (cause === "broken" && this.failures % BROKEN_BEFORE_HALVING === 0) await this.narrow(batch, "server_error");
    const wait = Math.max((retryAfter ?? 0) * 1000, backoff(this.failures, this.around.chance()));
    this.notBefore = this.around.now() + wait;
    this.around.changed({ at: "waiting", until: this.notBefore, offline: cause === "offline" });
    return false;
  }

  private async rest(): Promise<boolean> {
    this.failures = 0;
    if (this.safe) await this.outbox.forget(this.safe.seq, this.safe.epoch, this.around.openSessions());
    this.safe = null;
    this.around.changed({ at: "rest" });
    return false;
  }

  private askSignIn(): boolean {
    this.signedOut = true;
    this.around.changed({ at: "sign_in" });
    return false;
  }
}
