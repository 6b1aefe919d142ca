/**
 * The app without a network: all its files are fetched at once, and a page of the tablet is answered from them.
 * Only what the build names is ever kept; requests to the server's own doors pass by untouched.
 */
declare const __SHELL__: { version: string; files: string[] };

interface Waiting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Waiting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface Worker {
  addEventListener(type: "install" | "activate", listener: (event: Waiting) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
  addEventListener(type: "message", listener: (event: MessageEvent) => void): void;
  skipWaiting(): Promise<void>;
  clients: { claim(): Promise<void> };
  location: Location;
}

const worker = self as unknown as Worker;
const shell = __SHELL__;
const PREFIX = "carryover-shell-";
const NAME = PREFIX + shell.version;
const BASE = "/tablet/";
const PAGE = BASE + "index.html";
const known = new Set(shell.files.map((file) => BASE + file));

async function fill(): Promise<void> {
  const cache = await caches.open(NAME);
  // Past the browser's own cache: a shell must hold the files of one build, not of two.
  await cache.addAll([...known].map((path) => new Request(path === PAGE ? BASE : path, { cache: "reload" })));
}

async function clear(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PREFIX) && name !== NAME).map((name) => caches.delete(name)));
  await worker.clients.claim();
}

async function answer(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(NAME);
  return (await cache.match(path)) ?? fetch(request);
}

worker.addEventListener("install", (event) => event.waitUntil(fill()));
worker.addEventListener("activate", (event) => event.waitUntil(clear()));
worker.addEventListener("message", (event) => {
  if (event.data === "take-over") void worker.skipWaiting();
});
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin || !url.pathname.startsWith(BASE)) return;
  if (request.mode === "navigate") event.respondWith(answer(request, BASE));
  else if (known.has(url.pathname)) event.respondWith(answer(request, url.pathname));
});
