import { marked } from "marked";
import type { Plugin } from "vite";

/**
 * Turns a Markdown file into a module: its text as HTML, and its pictures as files of the pages. So each guide exists
 * only once, in `docs/`.
 */
export function guidePlugin(): Plugin {
  return {
    name: "guide",
    async transform(source, id) {
      if (!id.endsWith(".md")) return null;
      // The page already has its own heading.
      const html = await marked.parse(source.replace(/^# .*\n/, ""));
      const pictures = [...new Set([...html.matchAll(/src="(images\/[\w.-]+)"/g)].flatMap(([, path]) => path ?? []))];
      const imports = pictures.map((path, index) => `import picture${index} from "./${path}";`);
      const withPictures = pictures.reduce(
        (text, path, index) =>
          text.replaceAll(JSON.stringify(`src="${path}"`).slice(1, -1), `src=\\"" + picture${index} + "\\"`),
        JSON.stringify(html),
      );
      return { code: `${imports.join("\n")}\nexport const html = ${withPictures};`, moduleType: "js", map: null };
    },
  };
}
