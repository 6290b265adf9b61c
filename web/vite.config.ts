import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.WIZARD_URL ?? "http://127.0.0.1:8000";

/** Beside every file of some size the same file packed, once all is written: the server hands it out as it is. */
const packed: Plugin = {
  name: "packed",
  writeBundle({ dir = "" }, bundle) {
    for (const path of Object.keys(bundle).map((name) => join(dir, name))) {
      const content = readFileSync(path);
      if (content.length > 1024) {
        writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
      }
    }
  },
};

export default defineConfig({
  plugins: [react(), packed],
  // KaTeX's type is loaded by every message and used by none.
  resolve: { alias: [{ find: /^katex\/dist\/katex\.min\.css$/, replacement: here("src/copilot/absent.ts") }] },
  build: { chunkSizeWarningLimit: 1500, reportCompressedSize: false },
  // `npm run dev` beside a running server.
  server: { proxy: { "/copilotkit": server, "/api": server } },
});
