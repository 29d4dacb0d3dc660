// Compiles the mail layouts into one module, so that no deployed bundle contains the compiler. The HTML comes from
// MJML, the text from plain files; both have mustache slots.
import { readFile, writeFile } from "node:fs/promises";
import mjml2html from "mjml";

const folder = new URL("../shared/mail/layouts/", import.meta.url);
const layoutNames = ["reminder", "alert-digest", "operations-notice"] as const;

const layouts: Record<string, { html: string; text: string }> = {};
for (const name of layoutNames) {
  const file = new URL(`${name}.mjml`, folder);
  const { html, errors } = await mjml2html(await readFile(file, "utf8"), {
    filePath: file.pathname,
    ignoreIncludes: false,
    validationLevel: "strict",
    // The mail must not fetch fonts.
    fonts: {},
    keepComments: false,
  });
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join("\n"));
  layouts[name] = { html: withoutIndent(html), text: await readFile(new URL(`${name}.txt`, folder), "utf8") };
}

/** Without indents, since mail clients cut mails longer than about 100 kB. */
function withoutIndent(html: string): string {
  return html.replace(/\s*\n\s*/g, "\n");
}

await writeFile(
  new URL("compiled.ts", folder),
  `/** Made by \`npm run build:mail\` from the layouts in this folder. */\nexport const layouts = ${JSON.stringify(layouts, null, 2)} as const;\n`,
);
