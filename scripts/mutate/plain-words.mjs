import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

/** The text of an error or of a log line, and its details: no test checks these words. */
function isToldToPeople(path) {
  if (!path.isStringLiteral() && !path.isTemplateLiteral() && !path.isObjectExpression()) return false;
  const parent = path.parentPath;
  if (parent.isNewExpression()) return /(Error|Exceeded|Busy)$/.test(parent.node.callee.name ?? "");
  return parent.isCallExpression() && parent.get("callee").toString().includes("log.");
}

export const strykerPlugins = [
  declareValuePlugin(PluginKind.Ignore, "plain-words", {
    shouldIgnore: (path) => (isToldToPeople(path) ? "words of an error or of a log line" : undefined),
  }),
];
