/**
 * What the server can give again: the adult's grant and day sheets. A database of its own, so that losing or clearing it never
 * touches what waits to be sent. Every failure here is a miss.
 */
import { deleteDB, openDB, type IDBPDatabase } from "idb";
import type { Adult, DaySheet } from "./wire";

export const CACHE = "carryover-cache";
const KEPT_DAYS = 3;

export interface Who {
  adult: Adult;
  grant: string;
  grant_expires: string;
}

export interface CachedDay {
  sheet: DaySheet;
  etag: string | null;
}

async function open(): Promise<IDBPDatabase> {
  const make = () =>
    openDB(CACHE, 1, {
      upgrade(db) {
        db.createObjectStore("days");
        db.createObjectStore("who");
      },
    });
  return make().catch(async () => {
    await deleteDB(CACHE);
    return make();
  });
}

export class Cache {
  private async use<T>(work: (db: IDBPDatabase) => Promise<T>, miss: T): Promise<T> {
    try {
      const db = await open();
      try {
        return await work(db);
      } finally {
        db.close();
      }
    } catch {
      return miss;
    }
  }

  who(): Promise<Who | null> {
    return this.use(async (db) => ((await db.get("who", "who")) as Who | undefined) ?? null, null);
  }

  /** Remembers who is recording; another adult's day sheets leave the tablet at once. */
  remember(who: Who): Promise<void> {
    return this.use(async (db) => {
      const tx = db.transaction(["who", "days"], "readwrite");
      await tx.objectStore("who").put(who, "who");
      for (const key of (await tx.objectStore("days").getAllKeys()) as [string, string][]) {
        if (key[0] !== who.adult.id) await tx.objectStore("days").delete(key);
      }
      await tx.done;
    }, undefined);
  }

  day(adult: string, day: string): Promise<CachedDay | null> {
    return this.use(async (db) => ((await db.get("days", [adult, day])) as CachedDay | undefined) ?? null, null);
  }

  /** The sheet of `day`, or else the newest one there is. */
  async newest(adult: string, day: string): Promise<CachedDay | null> {
    const exact = await this.day(adult, day);
    if (exact) return exact;
    return this.use(async (db) => {
      const all = (await db.getAll("days", IDBKeyRange.bound([adult, ""], [adult, "\uffff"]))) as CachedDay[];
      return all[all.length - 1] ?? null;
    }, null);
  }

  keepDay(adult: string, sheet: DaySheet, etag: string | null): Promise<void> {
    return this.use(async (db) => {
      const tx = db.transaction("days", "readwrite");
      await tx.store.put({ sheet, etag } satisfies CachedDay, [adult, sheet.day]);
      const keys = await tx.store.getAllKeys();
      for (const key of keys.slice(0, Math.max(0, keys.length - KEPT_DAYS))) await tx.store.delete(key);
      await tx.done;
    }, undefined);
  }
}
