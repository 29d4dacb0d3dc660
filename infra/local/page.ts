import mustache from "mustache";

const frame = `<!doctype html>
<html lang="it">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}} · Sentinella</title>
<style>
body { font: 1rem/1.5 system-ui, sans-serif; color: #17324d; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid #d9dadb; vertical-align: top; }
a, button { color: #0059b3; } button, input { font: inherit; padding: .3rem .8rem; }
iframe { width: 100%; height: 42rem; border: 1px solid #d9dadb; } pre { white-space: pre-wrap; }
.time { white-space: nowrap; } .quiet { color: #5b6f82; }
</style>
</head>
<body>
<h1>{{title}}</h1>
{{>content}}
</body>
</html>
`;

/** A page of the local cloud. The template escapes every value of the view. */
export function localPage(title: string, content: string, view: Record<string, unknown>): string {
  return mustache.render(frame, { title, ...view }, { content });
}
