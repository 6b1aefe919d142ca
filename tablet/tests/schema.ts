/** As much of JSON Schema 2020-12 as `contracts/sync-v1.schema.json` uses; a keyword it does not know is an error, not a pass. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const CONTRACTS = join(import.meta.dirname, "..", "..", "contracts");
export const contract = <T>(name: string): T => JSON.parse(readFileSync(join(CONTRACTS, name), "utf8")) as T;

type Schema = Record<string, unknown>;
const root = contract<{ $defs: Record<string, Schema> }>("sync-v1.schema.json");
const SILENT = new Set(["description"]);

const KINDS: Record<string, (value: unknown) => boolean> = {
  string: (v) => typeof v === "string",
  number: (v) => typeof v === "number",
  integer: (v) => Number.isInteger(v),
  boolean: (v) => typeof v === "boolean",
  null: (v) => v === null,
  array: (v) => Array.isArray(v),
  object: (v) => typeof v === "object" && v !== null && !Array.isArray(v),
};

type Rule = (value: unknown, arg: never, schema: Schema, at: string) => string[];
const when = (failed: boolean, message: string) => (failed ? [message] : []);
const isObject = KINDS["object"]!;

const RULES: Record<string, Rule> = {
  type: (v, arg: string, _s, at) => when(!KINDS[arg]!(v), `${at}: not ${arg}`),
  const: (v, arg: unknown, _s, at) => when(v !== arg, `${at}: not ${String(arg)}`),
  enum: (v, arg: unknown[], _s, at) => when(!arg.includes(v), `${at}: not one of ${arg.join(", ")}`),
  pattern: (v, arg: string, _s, at) => when(typeof v === "string" && !new RegExp(arg).test(v), `${at}: not like ${arg}`),
  minLength: (v, arg: number, _s, at) => when(typeof v === "string" && v.length < arg, `${at}: too short`),
  minimum: (v, arg: number, _s, at) => when(typeof v === "number" && v < arg, `${at}: below ${arg}`),
  maximum: (v, arg: number, _s, at) => when(typeof v === "number" && v > arg, `${at}: above ${arg}`),
  maxItems: (v, arg: number, _s, at) => when(Array.isArray(v) && v.length > arg, `${at}: more than ${arg}`),
  items: (v, arg: Schema, _s, at) => (Array.isArray(v) ? v.flatMap((x, i) => check(x, arg, `${at}[${i}]`)) : []),
  required: (v, arg: string[], _s, at) => (isObject(v) ? arg.flatMap((k) => when(!(k in (v as object)), `${at}.${k}: missing`)) : []),
  properties: (v, arg: Record<string, Schema>, _s, at) =>
    isObject(v) ? Object.entries(arg).flatMap(([k, s]) => (k in (v as object) ? check((v as Schema)[k], s, `${at}.${k}`) : [])) : [],
  additionalProperties: (v, arg: boolean, s, at) =>
    arg || !isObject(v) ? [] : Object.keys(v as object).flatMap((k) => when(!(k in (s["properties"] as object)), `${at}.${k}: unknown`)),
  anyOf: (v, arg: Schema[], _s, at) => when(!arg.some((s) => check(v, s, at).length === 0), `${at}: fits none of its shapes`),
  $ref: (v, arg: string, _s, at) => check(v, root.$defs[arg.replace("#/$defs/", "")]!, at),
};

function check(value: unknown, schema: Schema, at: string): string[] {
  return Object.entries(schema).flatMap(([keyword, arg]) => {
    if (SILENT.has(keyword)) return [];
    const rule = RULES[keyword];
    if (!rule) throw new Error(`the schema uses ${keyword}, which this reader does not know`);
    return rule(value, arg as never, schema, at);
  });
}

/** What is wrong with a message; empty when it fits. */
export function faults(value: unknown, name: string): string[] {
  const schema = root.$defs[name];
  if (!schema) throw new Error(`no ${name} in the schema`);
  return check(value, schema, name);
}

export const PAYLOADS: Record<string, string> = { capture: "capture_payload", void: "void_payload", close: "close_payload", concern: "concern_payload" };
