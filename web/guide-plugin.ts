import { marked } from "marked";
import type { Plugin } from "vite";

/**
 * Makes a module of a Markdown file: its text as HTML, its pictures as files of the pages. So the guides are written
 * once, in `docs/`.
 */
export function guidePlugin(): Plugin {
  return {
    name: "guide",
    async transform(source, id) {
      if (!id.endsWith(".md")) return null;
      // The page has a heading of its own.
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
