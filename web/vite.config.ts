import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { guidePlugin } from "./guide-plugin.ts";

/** The address of `npm start`: the pages of `npm run dev` call it. */
const localCloud = "http://localhost:8080";

// biome-ignore lint/style/noDefaultExport: Vite reads the default export.
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react(), guidePlugin()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    // Nothing is inlined: the Content-Security-Policy accepts fonts, scripts and styles only from our own files.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // File names show the language of the words, so that the network log shows which ones a browser loads.
        chunkFileNames: ({ facadeModuleId }) => {
          const [, language, subject] = /\/shared\/words\/([a-z]{2})\/([a-z]+)\.ts$/.exec(facadeModuleId ?? "") ?? [];
          return language === undefined ? "assets/[name]-[hash].js" : `assets/words-${language}-${subject}-[hash].js`;
        },
      },
      // These are directives for servers that render React; there is none here.
      onLog: (level, log, report) => {
        if (log.code !== "MODULE_LEVEL_DIRECTIVE") report(level, log);
      },
    },
  },
  css: {
    preprocessorOptions: {
      // Bootstrap Italia 2 uses an older Sass. We cannot fix its warnings.
      scss: { quietDeps: true, silenceDeprecations: ["import", "global-builtin", "color-functions", "if-function"] },
    },
  },
  server: { port: 5173, strictPort: true, proxy: { "/v1": localCloud, "/config.json": localCloud } },
});
