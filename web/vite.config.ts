import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { guidePlugin } from "./guide-plugin.ts";

/** Where `npm start` listens: `npm run dev` shows pages that talk to it. */
const localCloud = "http://localhost:8080";

// biome-ignore lint/style/noDefaultExport: Vite reads the default export.
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), guidePlugin()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // Nothing is inlined: the Content-Security-Policy takes fonts, scripts and styles from our own files only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // The words of each language by name, so that a reader of the traffic sees which ones a browser loads.
        chunkFileNames: ({ facadeModuleId }) => {
          const [, language, subject] = /\/shared\/words\/([a-z]{2})\/([a-z]+)\.ts$/.exec(facadeModuleId ?? "") ?? [];
          return language === undefined ? "assets/[name]-[hash].js" : `assets/words-${language}-${subject}-[hash].js`;
        },
      },
      // Directives for servers that render React; there is none here.
      onLog: (level, log, report) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
  css: {
    preprocessorOptions: {
      // Bootstrap Italia 2 is written for an older Sass: what it says about that is not ours to mend.
      scss: { quietDeps: true, silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"] },
    },
  },
  server: { port: 5173, strictPort: true, proxy: { "/v1": localCloud, "/config.json": localCloud } },
});
