/**
 * The last step of the build: tells the service worker which files make the app, so that it can fetch all of them at
 * once and answer without a network, and prints what a tablet downloads, refusing a build over its budget.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin } from "vite";

const BUDGET = 90 * 1024;
const PLACEHOLDER = "__SHELL__";
const FOLDER = join(import.meta.dirname, "..", "public");

type Bytes = string | Uint8Array;

export function manifestOf(files: ReadonlyMap<string, Bytes>): { version: string; files: string[] } {
  const names = [...files.keys()].sort();
  const hash = createHash("sha256");
  for (const name of names) hash.update(name).update("\0").update(files.get(name)!).update("\0");
  return { version: hash.digest("hex").slice(0, 16), files: names };
}

export function shell(): Plugin {
  return {
    name: "carryover-shell",
    apply: "build",
    enforce: "post",
    generateBundle(_options, bundle) {
      const files = new Map<string, Bytes>();
      for (const item of Object.values(bundle)) {
        if (item.fileName !== "sw.js") files.set(item.fileName, item.type === "chunk" ? item.code : item.source);
      }
      for (const name of existsSync(FOLDER) ? readdirSync(FOLDER) : []) files.set(name, readFileSync(join(FOLDER, name)));
      const worker = bundle["sw.js"];
      if (worker?.type !== "chunk" || !worker.code.includes(PLACEHOLDER)) this.error("the service worker has no place for the list of files");
      worker.code = worker.code.replace(PLACEHOLDER, () => JSON.stringify(manifestOf(files)));
      const gzipped = [...files, ["sw.js", worker.code] as const]
        .filter(([name]) => /\.(js|css)$/.test(name))
        .reduce((sum, [, body]) => sum + gzipSync(body).length, 0);
      if (gzipped > BUDGET) this.error(`JS + CSS are ${gzipped} bytes gzipped, over the budget of ${BUDGET}`);
      this.info(`JS + CSS ${(gzipped / 1024).toFixed(1)} KB gzipped of ${BUDGET / 1024} KB; ${files.size} files in the shell`);
    },
  };
}
