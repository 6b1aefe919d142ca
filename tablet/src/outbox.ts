/**
 * What this tablet promised to keep.
 *
 * One database, `carryover-outbox`, whose stores and indexes never change once released, so that no update of the
 * app can brick a queue. An item is saved, numbered and the counter moved on in one strictly durable transaction:
 * either all three are on disk or none is. Nothing here deletes an item that the server has not taken into two
 * verified backups (`safe_seq`).
 */
import { openDB, type IDBPDatabase } from "idb";
import { randomId, type Draft, type Envelope, type Verdict } from "./wire";

export const OUTBOX = "carryover-outbox";

/** `pending` waits; `stuck` waits too, set aside because the server refused the request it was in. */
export type ItemState = "pending" | "stuck" | "stored" | "stored_flagged" | "held";

export interface Kept {
  id: string;
  envelope: Envelope;
  adult: string;
  session: string;
  day: string;
  state: ItemState;
  seq: number | null;
  epoch: string | null;
  reason: string | null;
  who_resolves: string | null;
}

/** What the tablet itself wants to find an item by; never sent. */
export interface Label {
  adult: string;
  session: string;
  day: string;
}

export interface Summary {
  waiting: number;
  oldest: number | null;
  stuck: number;
  held: number;
  nextN: number;
  install: string;
}

type Key = [install: string, n: number];
type Counter = { install: string; next_n: number };

export type Opener = () => Promise<IDBPDatabase>;

export const openOutbox: Opener = () =>
  openDB(OUTBOX, 1, {
    upgrade(db) {
      const items = db.createObjectStore("items");
      items.createIndex("id", "id", { unique: true });
      items.createIndex("state", "state");
      items.createIndex("session", "session");
      items.createIndex("day", "day");
      db.createObjectStore("meta");
    },
  });

const STRICT: IDBTransactionOptions = { durability: "strict" };

export class Outbox {
  private handle: IDBPDatabase | null = null;

  constructor(private readonly open: Opener = openOutbox) {}

  private async db(): Promise<IDBPDatabase> {
    if (!this.handle) {
      const handle = await this.open();
      const drop = () => {
        if (this.handle === handle) this.handle = null;
      };
      handle.addEventListener("close", drop);
      handle.addEventListener("versionchange", () => {
        handle.close();
        drop();
      });
      this.handle = handle;
    }
    return this.handle;
  }

  /**
   * Runs `work`; when the database handle proves dead (WebKit loses its connection in the background), opens a new
   * one and runs it once more. `work` must be safe to repeat. A full disk is not retried: nothing would change.
   */
  private async sure<T>(work: (db: IDBPDatabase) => Promise<T>): Promise<T> {
    try {
      return await work(await this.db());
    } catch (problem) {
      if (problem instanceof Error && problem.name === "QuotaExceededError") throw problem;
      this.handle?.close();
      this.handle = null;
      return work(await this.db());
    }
  }

  /** Resolves with the numbered item only after the disk has it; rejects with nothing written. The same id is saved once. */
  save(draft: Draft, label: Label): Promise<Kept> {
    return this.sure(async (db) => {
      const tx = db.transaction(["items", "meta"], "readwrite", STRICT);
      try {
        const items = tx.objectStore("items");
        const known = (await items.index("id").get(draft.id)) as Kept | undefined;
        if (known) {
          await tx.done;
          return known;
        }
        const counter = await this.counter(tx.objectStore("meta"));
        const key: Key = [counter.install, counter.next_n];
        const kept = numbered(draft, label, key);
        await items.add(kept, key);
        await tx.objectStore("meta").put({ install: key[0], next_n: key[1] + 1 }, "counter");
        await tx.done;
        return kept;
      } catch (problem) {
        await ended(tx);
        throw problem;
      }
    });
  }

  private async counter(meta: { get(key: string): Promise<unknown> }): Promise<Counter> {
    return ((await meta.get("counter")) as Counter | undefined) ?? { install: randomId(), next_n: 0 };
  }

  /** The installation's id, made when it is first asked for. */
  install(): Promise<string> {
    return this.sure(async (db) => {
      const tx = db.transaction("meta", "readwrite", STRICT);
      const counter = await this.counter(tx.store);
      await tx.store.put(counter, "counter");
      await tx.done;
      return counter.install;
    });
  }

  /** After the server saw two tablets under one number, later items get a fresh installation from 0; saved ones stay as they are. */
  renewInstall(): Promise<void> {
    return this.put("counter", { install: randomId(), next_n: 0 } satisfies Counter);
  }

  get<T>(key: string): Promise<T | undefined> {
    return this.sure(async (db) => (await db.get("meta", key)) as T | undefined);
  }

  put(key: string, value: unknown): Promise<void> {
    return this.sure(async (db) => {
      const tx = db.transaction("meta", "readwrite", STRICT);
      await (value === undefined ? tx.store.delete(key) : tx.store.put(value, key));
      await tx.done;
    });
  }

  /** The items that wait for the server, oldest number first, at most `limit`. */
  pending(limit: number): Promise<Kept[]> {
    return this.sure(async (db) => (await db.getAllFromIndex("items", "state", "pending", limit)) as Kept[]);
  }

  ofSession(session: string): Promise<Kept[]> {
    return this.sure(async (db) => (await db.getAllFromIndex("items", "session", session)) as Kept[]);
  }

  /** Everything recorded on `day`, and everything still unsettled from any day. */
  async ofDay(day: string): Promise<Kept[]> {
    const found = await this.sure((db) =>
      Promise.all([
        db.getAllFromIndex("items", "day", day),
        ...["pending", "stuck", "held"].map((state) => db.getAllFromIndex("items", "state", state)),
      ]),
    );
    const byId = new Map((found.flat() as Kept[]).map((kept) => [kept.id, kept]));
    return [...byId.values()];
  }

  summary(): Promise<Summary> {
    return this.sure(async (db) => {
      const tx = db.transaction(["items", "meta"], "readonly");
      const state = tx.objectStore("items").index("state");
      const [pending, stuck, held, first, set, counter] = await Promise.all([
        state.count("pending"),
        state.count("stuck"),
        state.count("held"),
        state.get("pending") as Promise<Kept | undefined>,
        state.get("stuck") as Promise<Kept | undefined>,
        tx.objectStore("meta").get("counter") as Promise<Counter | undefined>,
      ]);
      const ages = [first, set].flatMap((kept) => (kept ? [Date.parse(kept.envelope.dev_wall)] : []));
      return {
        waiting: pending + stuck,
        oldest: ages.length ? Math.min(...ages) : null,
        stuck,
        held,
        nextN: counter?.next_n ?? 0,
        install: counter?.install ?? "",
      };
    });
  }

  /** Alters the items found under one value of an index (all of them without one), and perhaps a meta value, at once. */
  private change(
    where: [index: "id" | "state", value: string] | null,
    alter: (kept: Kept) => Kept | "keep" | "delete",
    extra?: [key: string, value: unknown],
  ): Promise<void> {
    return this.sure(async (db) => {
      const tx = db.transaction(["items", "meta"], "readwrite", STRICT);
      const items = tx.objectStore("items");
      const keys = await (where ? items.index(where[0]).getAllKeys(where[1]) : items.getAllKeys());
      for (const key of keys) {
        const next = alter((await items.get(key)) as Kept);
        if (next === "delete") await items.delete(key);
        else if (next !== "keep") await items.put(next, key);
      }
      if (extra) await tx.objectStore("meta").put(extra[1], extra[0]);
      await tx.done;
    });
  }

  /** A restored or replaced server: every item still here is offered again, under the new epoch. */
  adoptEpoch(epoch: string): Promise<void> {
    return this.change(null, (kept) => ({ ...kept, state: "pending", seq: null, epoch: null }), ["epoch", epoch]);
  }

  /** Applies the server's verdicts to the named items, and only to them. */
  settle(verdicts: readonly Verdict[], epoch: string): Promise<void> {
    return this.sure(async (db) => {
      const tx = db.transaction("items", "readwrite", STRICT);
      for (const verdict of verdicts) {
        const cursor = await tx.store.index("id").openCursor(verdict.id);
        const next = cursor && settled(cursor.value as Kept, verdict, epoch);
        if (cursor && next) await cursor.update(next);
      }
      await tx.done;
    });
  }

  /** Forgets settled items that two verified backups hold, except those of sessions still open on this tablet. */
  async forget(safeSeq: number, epoch: string, openSessions: ReadonlySet<string>): Promise<void> {
    for (const state of ["stored", "stored_flagged", "held"]) {
      await this.change(["state", state], (kept) => (forgettable(kept, safeSeq, epoch, openSessions) ? "delete" : "keep"));
    }
  }

  /** Sets one item aside so that the others can go on. */
  setAside(id: string, reason: string): Promise<void> {
    return this.change(["id", id], (kept) => ({ ...kept, state: "stuck", reason }));
  }

  /** Everything set aside waits in line again. */
  reviveStuck(): Promise<void> {
    return this.change(["state", "stuck"], (kept) => ({ ...kept, state: "pending", reason: null }));
  }
}

function numbered(draft: Draft, label: Label, [install, n]: Key): Kept {
  const { id, ...rest } = draft;
  const envelope: Envelope = { id, install, n, ...rest };
  return { id, envelope, ...label, state: "pending", seq: null, epoch: null, reason: null, who_resolves: null };
}

/** The reasons under which an item is counted all the same. */
const FLAGS: ReadonlySet<string> = new Set(["plan_superseded", "clock", "grant_revoked", "grant_expired"]);

/** What a verdict makes of an item; null leaves it as it is. */
export function settled(kept: Kept, verdict: Verdict, epoch: string): Kept | null {
  if (verdict.verdict === "retry") return null;
  const { seq, reason, who_resolves } = verdict;
  // "already" repeats the first verdict's reason: a flag's reason means that it counts, any other that a person must decide.
  const state: ItemState =
    verdict.verdict !== "already" ? verdict.verdict : reason === null ? "stored" : FLAGS.has(reason) ? "stored_flagged" : "held";
  return { ...kept, state, seq, epoch, reason, who_resolves };
}

export function forgettable(kept: Kept, safeSeq: number, epoch: string, openSessions: ReadonlySet<string>): boolean {
  const acknowledged = kept.state === "stored" || kept.state === "stored_flagged" || kept.state === "held";
  return acknowledged && kept.epoch === epoch && kept.seq !== null && kept.seq <= safeSeq && !openSessions.has(kept.session);
}

/** Waits for a failed transaction to be over, so that a retry meets no half-open one. */
async function ended(tx: { abort(): void; done: Promise<unknown> }): Promise<void> {
  try {
    tx.abort();
  } catch {
    // It had already aborted itself.
  }
  await tx.done.catch(() => undefined);
}
