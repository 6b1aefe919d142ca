import { describe, expect, test } from "vitest";
import { makeDraft, newId, randomId, sha256Hex, uuid7, type Envelope, type Kind } from "../src/wire";
import { contract, faults, PAYLOADS } from "./schema";

const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

describe("ids", () => {
  const { cases } = contract<{ cases: { unix_ms: number; random: string; uuid: string }[] }>("vectors/uuid7.json");
  test.each(cases)("$uuid", ({ unix_ms, random, uuid }) => {
    expect(uuid7(unix_ms, bytes(random))).toBe(uuid);
  });

  test("refuse a moment outside 48 bits and a wrong number of random bytes", () => {
    expect(() => uuid7(2 ** 48, new Uint8Array(10))).toThrow(RangeError);
    expect(() => uuid7(-1, new Uint8Array(10))).toThrow(RangeError);
    expect(() => uuid7(0, new Uint8Array(9))).toThrow(RangeError);
  });

  test("made one after the other differ, and an installation's id is of version 4", () => {
    expect(newId(5)).not.toBe(newId(5));
    expect(randomId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

interface Case {
  name: string;
  envelope: Envelope;
  hash_matches: boolean;
  valid: boolean;
  verdict: string;
  reason: string | null;
}

const readable = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

async function isVersionOne(envelope: Envelope): Promise<boolean> {
  const shape = PAYLOADS[envelope.kind];
  if (faults(envelope, "envelope").length || envelope.v !== 1 || !shape) return false;
  return (await sha256Hex(envelope.payload)) === envelope.hash && faults(readable(envelope.payload), shape).length === 0;
}

describe("envelopes", () => {
  const { cases } = contract<{ cases: Case[] }>("vectors/envelopes.json");
  test.each(cases)("$name", async ({ envelope, hash_matches, valid, verdict, reason }) => {
    expect((await sha256Hex(envelope.payload)) === envelope.hash).toBe(hash_matches);
    expect(await isVersionOne(envelope)).toBe(valid);
    expect(verdict === "stored").toBe(valid);
    expect(reason === null).toBe(valid);
  });

  test("made here fit the schema and are the bytes of the frozen queue", async () => {
    const { items } = contract<{ items: Envelope[] }>("queues/v1.json");
    for (const item of items) {
      const made = await makeDraft(item.id, item.kind as Kind, JSON.parse(item.payload), item.grant, {
        wall: Date.parse(item.dev_wall),
        mono: item.dev_mono,
        boot: item.boot,
        tz: item.tz,
        offset: item.offset_est_ms,
      });
      expect({ ...made, install: item.install, n: item.n }).toEqual(item);
      expect(await isVersionOne(item)).toBe(true);
    }
  });
});

test("the frozen queue is numbered without a gap and holds every kind", () => {
  const queue = contract<{ next_n: number; items: Envelope[] }>("queues/v1.json");
  expect(queue.items.map((item) => item.n)).toEqual([...Array(queue.next_n).keys()]);
  expect(new Set(queue.items.map((item) => item.kind))).toEqual(new Set(["capture", "void", "close"]));
  expect(queue.items.length).toBeGreaterThanOrEqual(12);
});
