import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** The text of an error or of a log line, its details, and the name of a write in its error: no test checks these words. */
function isToldToPeople(path) {
  if (!path.isStringLiteral() && !path.isTemplateLiteral() && !path.isObjectExpression()) return false;
  const parent = path.parentPath;
  if (parent.isNewExpression()) return /(Error|Exceeded|Busy)$/.test(parent.node.callee.name ?? "");
  if (!parent.isCallExpression()) return false;
  const callee = parent.get("callee").toString();
  return callee.includes("log.") || (callee === "retryOnConflict" && path.key === 0);
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "plain-words", {
    shouldIgnore: (path) => (isToldToPeople(path) ? "words of an error or of a log line" : undefined),
  }),
];
