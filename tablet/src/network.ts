/** The five requests of sync/v1 as functions. None of them throws: what did not arrive in our shape comes back as such. */
import type { Answer } from "./upload";
import type { DaySheet, Enrolled, Granted, SentItem } from "./wire";

const PATIENCE_MS = 30_000;

/** fetch with an end, for tablets whose browsers know no AbortSignal.timeout. */
async function ask(url: string, init: RequestInit): Promise<Response> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), PATIENCE_MS);
  try {
    return await fetch(url, { ...init, signal: controller.signal });
  } finally {
    clearTimeout(timer);
  }
}

export function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export async function postEvents(body: string, token: string): Promise<Answer> {
  const reply = await ask("/sync/v1/events", {
    method: "POST",
    credentials: "omit",
    headers: { "Content-Type": "application/json", Authorization: `Bearer ${token}` },
    body,
  });
  const after = Number(reply.headers.get("Retry-After"));
  return { status: reply.status, retryAfter: after > 0 ? after : null, body: readJson(await reply.text()) };
}

const record = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

export function isDaySheet(body: unknown): body is DaySheet {
  return record(body) && typeof body["day"] === "string" && record(body["school_day"]) && Array.isArray(body["blocks"]) && Array.isArray(body["students"]);
}

export type DayAnswer = { what: "sheet"; sheet: DaySheet; etag: string | null } | { what: "same" } | { what: "sign_in" } | { what: "none" };

export async function getDay(token: string, grant: string, etag: string | null): Promise<DayAnswer> {
  try {
    const headers: Record<string, string> = { Authorization: `Bearer ${token}`, "X-Carryover-Grant": grant };
    if (etag) headers["If-None-Match"] = etag;
    const reply = await ask("/sync/v1/day", { headers, credentials: "omit", cache: "no-store" });
    if (reply.status === 304) return { what: "same" };
    const body = readJson(await reply.text());
    if ((reply.status === 401 || reply.status === 403) && record(body)) return { what: "sign_in" };
    return reply.status === 200 && isDaySheet(body) ? { what: "sheet", sheet: body, etag: reply.headers.get("ETag") } : { what: "none" };
  } catch {
    return { what: "none" };
  }
}

export async function getSent(day: string, token: string, grant: string): Promise<SentItem[] | null> {
  try {
    const reply = await ask(`/sync/v1/sent?day=${day}`, {
      headers: { Authorization: `Bearer ${token}`, "X-Carryover-Grant": grant },
      credentials: "omit",
      cache: "no-store",
    });
    const body = readJson(await reply.text());
    return reply.status === 200 && record(body) && Array.isArray(body["items"]) ? (body["items"] as SentItem[]) : null;
  } catch {
    return null;
  }
}

export type SignInAnswer<T> = { what: "ok"; reply: T } | { what: "sign_in" } | { what: "refused"; why: string } | { what: "offline" };

export function cookie(name: string, all: string): string {
  const found = all.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

/** The token against forged requests: over TLS the server gives it a name that no other host can write. */
export const forgeryToken = (all: string): string => cookie("__Host-csrftoken", all) || cookie("csrftoken", all);

async function signedIn<T>(url: string, body: object, isOurs: (reply: unknown) => reply is T): Promise<SignInAnswer<T>> {
  try {
    const reply = await ask(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": forgeryToken(document.cookie) },
      body: JSON.stringify(body),
    });
    const answer = readJson(await reply.text());
    if (reply.ok && isOurs(answer)) return { what: "ok", reply: answer };
    if (reply.status === 401 || reply.redirected || (reply.status === 403 && !record(answer))) return { what: "sign_in" };
    if (reply.status < 500 && record(answer) && typeof answer["message"] === "string") return { what: "refused", why: answer["message"] };
    return { what: "offline" };
  } catch {
    return { what: "offline" };
  }
}

const isGranted = (reply: unknown): reply is Granted =>
  record(reply) && typeof reply["grant"] === "string" && typeof reply["grant_expires"] === "string" && record(reply["adult"]);
const isEnrolled = (reply: unknown): reply is Enrolled => isGranted(reply) && "device_token" in reply && "epoch" in reply;

export const enrol = (label: string, install: string) => signedIn("/sync/v1/enrol", { label, install }, isEnrolled);
export const grant = (deviceToken: string) => signedIn("/sync/v1/grant", { device_token: deviceToken }, isGranted);
