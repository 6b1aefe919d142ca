import { defineConfig } from "vitest/config";
import { shell } from "./build/shell.ts";

export default defineConfig({
  root: import.meta.dirname,
  base: "/tablet/",
  build: {
    target: "es2020",
    outDir: "dist",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    rollupOptions: {
      input: { app: "index.html", sw: "src/sw.ts" },
      output: { entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js") },
    },
  },
  plugins: [shell()],
  test: { include: ["tests/**/*.test.ts"], environment: "node", root: import.meta.dirname },
});
