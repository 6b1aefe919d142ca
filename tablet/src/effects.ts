/**
 * The outside of the tablet: disk, network, clock and vibration.
 *
 * Writes stand in one line and reach the disk in the order they were made. When one fails, it and all behind it stay in memory,
 * are named to the screen as not saved, and are tried again, under the same ids, with the next write or at a tap.
 */
import type { App, Message, News } from "./app";
import { Cache, type Who } from "./cache";
import { localRow, type Effect, type Entry, type Session, type Stamp } from "./here";
import * as network from "./network";
import type { Outbox } from "./outbox";
import * as capture from "./screens/capture";
import type { Refusal } from "./screens/signin";
import { Uploader } from "./upload";
import { makeDraft, newId, randomId, type Granted, type Moment } from "./wire";
import { dayOf, useZone } from "./clock";

interface Write {
  id: string;
  run(): Promise<void>;
}

export interface Outside {
  send(message: Message): void;
  app(): App;
}

const READ = "carryover-read";
const REFRESH_DAY_MS = 5 * 60_000;

export class Effects {
  private readonly boot = randomId();
  private readonly cache = new Cache();
  readonly uploader: Uploader;
  private who: Who | null = null;
  private offset: number | null = null;
  private line: Write[] = [];
  private writing = false;
  private dayAskedAt = 0;
  newer: (() => void) | null = null;

  constructor(
    private readonly outbox: Outbox,
    private readonly outside: Outside,
  ) {
    this.uploader = new Uploader(outbox, {
      post: network.postEvents,
      now: () => Date.now(),
      chance: Math.random,
      alone,
      openSessions: () => new Set([outside.app().world.session?.id ?? ""]),
      changed: (upload) => {
        this.tell({ say: "upload", upload });
        void this.tellQueue();
      },
      serverTime: (iso, sentAt, receivedAt) => this.learnTime(iso, sentAt, receivedAt),
    });
  }

  private tell(message: News): void {
    this.outside.send({ to: "app", message });
  }

  get unsaved(): boolean {
    return this.line.length > 0;
  }

  /** The corrected clock. */
  now(): number {
    return Date.now() + (this.offset ?? 0);
  }

  stamp(): Stamp {
    const wall = Date.now();
    const ids: string[] = [];
    return { at: wall + (this.offset ?? 0), wall, mint: (k) => (ids[k] ??= newId(wall)) };
  }

  private learnTime(iso: string, sentAt: number, receivedAt: number): void {
    const server = Date.parse(iso);
    if (Number.isNaN(server)) return;
    this.offset = Math.round(server - (sentAt + receivedAt) / 2);
    void this.outbox.put("offset", this.offset).catch(() => undefined);
    this.tick();
  }

  tick(): void {
    this.tell({ say: "tick", now: this.now(), wall: Date.now(), today: dayOf(this.now()) });
  }

  /** Brings the tablet back as it was: who, which day, which session, what waits. */
  async start(): Promise<void> {
    this.offset = (await this.outbox.get<number>("offset")) ?? null;
    this.tick();
    this.tell({ say: "read", versions: JSON.parse(localStorage.getItem(READ) ?? "[]") as string[] });
    this.who = await this.cache.who();
    await this.tellAdult();
    // What waits is told before any screen, so that nobody reads 'nothing waiting' for a moment.
    await this.tellQueue();
    const { world } = this.outside.app();
    if (world.session && world.session.day === world.today) this.tell({ say: "go", to: { name: "capture" } });
    else if (world.adult) this.tell({ say: "go", to: { name: "today" } });
    await this.outbox.reviveStuck();
    void this.uploader.poke(true);
    void this.loadDay();
    void navigator.storage?.persist?.();
  }

  private async tellAdult(): Promise<void> {
    const adult = this.who?.adult ?? null;
    const session = adult ? ((await this.outbox.get<Session>(`session:${adult.id}`)) ?? null) : null;
    const open = session ? capture.resume(session, await this.outbox.ofSession(session.id)) : null;
    const enrolled = Boolean(await this.outbox.get("device"));
    this.tell({ say: "adult", adult, grantExpires: this.who?.grant_expires ?? null, enrolled, open });
    const cached = adult ? await this.cache.newest(adult.id, dayOf(this.now())) : null;
    if (cached) this.tell({ say: "sheet", sheet: cached.sheet });
  }

  private async tellQueue(): Promise<void> {
    const { waiting, oldest, stuck, held } = await this.outbox.summary();
    this.tell({ say: "queue", queue: { waiting, oldest, stuck, held } });
  }

  run(effect: Effect): void {
    switch (effect.do) {
      case "record":
        return this.record(effect.entry);
      case "keepSession":
        return this.keepSession(effect.session);
      case "tryAgain":
        return void this.write();
      case "pulse":
        return pulse(effect.pad);
      case "sendNow":
        return void this.uploader.sendNow();
      case "enrol":
        return void this.enrol();
      case "loadDay":
        return void this.loadDay();
      case "loadSent":
        return void this.loadSent();
      case "markRead":
        return this.markRead(effect.version);
      case "setLanguage":
        localStorage.setItem("carryover-language", effect.language);
        document.documentElement.lang = effect.language;
        return;
      case "setHand":
        return localStorage.setItem("carryover-hand", effect.hand);
      case "useNewer":
        return this.newer?.();
      case "go":
      case "begin":
        return;
    }
  }

  private record(entry: Entry): void {
    const moment: Moment = {
      wall: Date.now(),
      mono: performance.now(),
      boot: this.boot,
      tz: Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC",
      offset: this.offset,
    };
    const grant = this.who?.grant ?? "";
    const label = { adult: this.who?.adult.id ?? "", session: entry.session, day: entry.day };
    this.line.push({
      id: entry.id,
      run: async () => {
        await this.outbox.save(await makeDraft(entry.id, entry.kind, entry.payload, grant, moment), label);
      },
    });
    void this.write();
  }

  private keepSession(session: Session | null): void {
    const key = `session:${this.who?.adult.id ?? ""}`;
    this.line.push({ id: key, run: () => this.outbox.put(key, session ?? undefined) });
    void this.write();
  }

  private async write(): Promise<void> {
    if (this.writing) return;
    this.writing = true;
    try {
      for (let next = this.line[0]; next; next = this.line[0]) {
        await next.run();
        this.line.shift();
      }
      if (this.outside.app().world.unsaved.length) this.tell({ say: "unsaved", ids: [] });
    } catch {
      this.tell({ say: "unsaved", ids: this.line.map((write) => write.id) });
    } finally {
      this.writing = false;
    }
    await this.tellQueue();
    void this.uploader.poke();
  }

  private async enrol(): Promise<void> {
    const refuse = (refusal: Refusal) => this.outside.send({ to: "signin", message: { say: "refused", refusal } });
    const device = await this.outbox.get<string>("device");
    const again = device ? await network.grant(device) : null;
    if (again?.what === "ok") return this.welcome(again.reply);
    const sentAt = Date.now();
    const answer = again?.what === "offline" ? again : await network.enrol(navigator.platform || "Tablet", await this.outbox.install());
    if (answer.what === "sign_in") return refuse({ because: "sign_in" });
    if (answer.what === "offline") return refuse({ because: "offline" });
    if (answer.what === "refused") return refuse({ because: "right", why: answer.why });
    const { device_token, epoch, server_time } = answer.reply;
    const before = await this.outbox.get<string>("epoch");
    if (before !== undefined && before !== epoch) await this.outbox.adoptEpoch(epoch);
    else await this.outbox.put("epoch", epoch);
    await this.outbox.put("device", device_token);
    this.learnTime(server_time, sentAt, Date.now());
    return this.welcome(answer.reply);
  }

  private async welcome({ adult, grant, grant_expires }: Granted): Promise<void> {
    this.who = { adult, grant, grant_expires };
    await this.cache.remember(this.who);
    await this.tellAdult();
    this.outside.send({ to: "signin", message: { say: "enrolled" } });
  }

  /** Asks for today's sheet again, at most every few minutes. */
  async refreshDay(): Promise<void> {
    const { world } = this.outside.app();
    const stale = world.sheet?.day !== world.today;
    if (stale || Date.now() - this.dayAskedAt > REFRESH_DAY_MS) await this.loadDay();
  }

  private async loadDay(): Promise<void> {
    const token = await this.outbox.get<string>("device");
    const who = this.who;
    if (!token || !who) return;
    const sentAt = Date.now();
    this.dayAskedAt = sentAt;
    const cached = await this.cache.day(who.adult.id, dayOf(this.now()));
    // The server knows which day it is at the school; the tablet's clock may be wrong.
    const answer = await network.getDay(token, who.grant, cached?.etag ?? null);
    if (answer.what === "sign_in") this.tell({ say: "upload", upload: { at: "sign_in" } });
    if (answer.what !== "sheet" || this.who !== who) return;
    await this.cache.keepDay(who.adult.id, answer.sheet, answer.etag);
    useZone(answer.sheet.zone);
    this.learnTime(answer.sheet.server_time, sentAt, Date.now());
    this.tell({ say: "sheet", sheet: answer.sheet });
  }

  private async loadSent(): Promise<void> {
    const day = dayOf(this.now());
    const mine = async () => (await this.outbox.ofDay(day)).filter((kept) => kept.adult === this.who?.adult.id).map(localRow);
    const token = await this.outbox.get<string>("device");
    const server = token && this.who && navigator.onLine ? await network.getSent(day, token, this.who.grant) : null;
    this.tell({ say: "sent", news: { local: await mine(), server } });
  }

  private markRead(version: string): void {
    const versions = [...new Set([...this.outside.app().world.read, version])].slice(-200);
    localStorage.setItem(READ, JSON.stringify(versions));
    this.tell({ say: "read", versions });
  }
}

/** One uploader for all tabs, where the browser has locks; without them the server's own uniqueness still holds. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work();
  await navigator.locks.request("carryover-upload", { ifAvailable: true }, async (lock) => {
    if (lock) await work();
  });
}

/** Feedback within a frame: the pad gives way under the finger, and the tablet stirs where it can. */
function pulse(pad: string): void {
  navigator.vibrate?.(15);
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  document
    .querySelector(`[data-pad="${CSS.escape(pad)}"]`)
    ?.animate?.([{ transform: "scale(0.97)", filter: "brightness(0.92)" }, { transform: "none", filter: "none" }], { duration: 90 });
}
