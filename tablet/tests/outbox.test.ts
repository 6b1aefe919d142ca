import { openDB, type IDBPDatabase } from "idb";
import { beforeEach, describe, expect, test } from "vitest";
import { openOutbox, Outbox, OUTBOX } from "../src/outbox";
import { freshDisk, LABEL, tap } from "./people";

beforeEach(freshDisk);

const numbers = async (outbox: Outbox) => (await outbox.pending(999)).map((kept) => kept.envelope.n);

/** A disk whose n-th added item fails as a full one does. */
function failing(nth: number, name: string): () => Promise<IDBPDatabase> {
  let adds = 0;
  return async () => {
    const db = await openOutbox();
    return new Proxy(db, {
      get(target, key) {
        if (key !== "transaction") {
          const value = Reflect.get(target, key, target) as unknown;
          return typeof value === "function" ? value.bind(target) : value;
        }
        return (...args: Parameters<IDBPDatabase["transaction"]>) => {
          const [stores, mode] = args;
          if (mode === "readwrite" && Array.isArray(stores) && ++adds === nth) throw new DOMException("made to fail", name);
          return target.transaction(...args);
        };
      },
    });
  };
}

describe("saving", () => {
  test("numbers items from 0 without a gap, also when many are saved at once", async () => {
    const outbox = new Outbox();
    const drafts = await Promise.all([...Array(20)].map(() => tap()));
    await Promise.all(drafts.map((draft) => outbox.save(draft, LABEL)));
    expect(await numbers(outbox)).toEqual([...Array(20).keys()]);
    expect((await outbox.summary()).nextN).toBe(20);
  });

  test("two tabs share one line of numbers", async () => {
    const [left, right] = [new Outbox(), new Outbox()];
    for (let i = 0; i < 5; i++) await Promise.all([left.save(await tap(), LABEL), right.save(await tap(), LABEL)]);
    expect(await numbers(left)).toEqual([...Array(10).keys()]);
    expect(await left.install()).toBe(await right.install());
  });

  test("an aborted transaction uses no number and leaves no item", async () => {
    const outbox = new Outbox();
    await outbox.save(await tap(), LABEL);
    const broken = { ...(await tap()), grant: (() => 0) as unknown as string };
    await expect(outbox.save(broken, LABEL)).rejects.toThrow();
    await outbox.save(await tap(), LABEL);
    expect(await numbers(outbox)).toEqual([0, 1]);
  });

  test("a full disk is reported, not retried in silence, and the same id can be saved later", async () => {
    const outbox = new Outbox(failing(1, "QuotaExceededError"));
    const draft = await tap();
    await expect(outbox.save(draft, LABEL)).rejects.toThrow("made to fail");
    expect((await outbox.summary()).waiting).toBe(0);
    expect((await outbox.save(draft, LABEL)).envelope.n).toBe(0);
  });

  test("a dead handle is opened again and the same id saved once", async () => {
    const outbox = new Outbox(failing(1, "InvalidStateError"));
    const draft = await tap();
    const kept = await outbox.save(draft, LABEL);
    expect(kept.envelope.id).toBe(draft.id);
    expect((await outbox.save(draft, LABEL)).envelope.n).toBe(kept.envelope.n);
    expect(await numbers(outbox)).toEqual([0]);
  });

  test("asks the disk for strict durability", async () => {
    const asked: (string | undefined)[] = [];
    const outbox = new Outbox(async () => {
      const db = await openOutbox();
      const start = db.transaction.bind(db) as (...args: unknown[]) => unknown;
      return Object.assign(Object.create(db) as IDBPDatabase, {
        transaction: (stores: unknown, mode: unknown, options?: IDBTransactionOptions) => {
          asked.push(options?.durability);
          return start(stores, mode, options);
        },
        addEventListener: () => undefined,
        close: () => db.close(),
      });
    });
    await outbox.save(await tap(), LABEL);
    expect(asked).toEqual(["strict"]);
  });
});

test("a queue outlives the app: another start finds the same items, numbers and installation", async () => {
  const before = new Outbox();
  for (let i = 0; i < 3; i++) await before.save(await tap(), LABEL);
  const install = await before.install();
  const after = new Outbox();
  expect(await numbers(after)).toEqual([0, 1, 2]);
  expect(await after.install()).toBe(install);
  expect((await after.save(await tap(), LABEL)).envelope.n).toBe(3);
});

test("the stores and indexes are those of version 1, for ever", async () => {
  await new Outbox().save(await tap(), LABEL);
  const db = await openDB(OUTBOX);
  expect(db.version).toBe(1);
  expect([...db.objectStoreNames]).toEqual(["items", "meta"]);
  expect([...db.transaction("items").store.indexNames]).toEqual(["day", "id", "session", "state"]);
  db.close();
});

test("a restored server makes every retained item wait again", async () => {
  const outbox = new Outbox();
  const kept = await Promise.all([await tap(), await tap()].map((draft) => outbox.save(draft, LABEL)));
  await outbox.settle([{ id: kept[0]!.id, n: 0, verdict: "stored", seq: 4, reason: null, who_resolves: null }], "e1");
  expect(await numbers(outbox)).toEqual([1]);
  await outbox.adoptEpoch("e2");
  expect(await numbers(outbox)).toEqual([0, 1]);
  expect(await outbox.get("epoch")).toBe("e2");
});

describe("forgetting", () => {
  test("keeps what waits, what is not in two backups, what another epoch took, and what an open session shows", async () => {
    const outbox = new Outbox();
    const save = async (session: string) => outbox.save(await tap(), { ...LABEL, session });
    const [safe, unsafe, waiting, open, old] = [await save("done"), await save("done"), await save("done"), await save("open"), await save("done")];
    const took = (id: string, seq: number) => ({ id, n: 0, verdict: "stored" as const, seq, reason: null, who_resolves: null });
    await outbox.settle([took(safe.id, 5), took(unsafe.id, 11), took(open.id, 6)], "e1");
    await outbox.settle([took(old.id, 1)], "e0");
    await outbox.forget(10, "e1", new Set(["open"]));
    const left = await outbox.ofDay(LABEL.day);
    expect(new Set(left.map((kept) => kept.id))).toEqual(new Set([unsafe.id, waiting.id, open.id, old.id]));
  });
});
