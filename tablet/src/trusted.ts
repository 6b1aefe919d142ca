/**
 * The one text that the app lets become a script: its own service worker's address. The server's content policy asks for
 * it by this name (Trusted Types) and refuses every other text; browsers that know nothing of it take the address as it is.
 */
interface Factory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): string };
}

const WORKER = "/tablet/sw.js";

function onlyTheWorker(address: string): string {
  if (address !== WORKER) throw new TypeError("Only the app's own service worker is a script.");
  return address;
}

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy = factory?.createPolicy("carryover", { createScriptURL: onlyTheWorker });

export const scriptOfOurs = (address: typeof WORKER): string => policy?.createScriptURL(address) ?? onlyTheWorker(address);
