import { relative } from "node:path";
import * as syntax from "typescript/unstable/ast";
import { API, type Checker } from "typescript/unstable/sync";

/** Where callers' texts arrive, except the one file that looks up by text, behind `Object.hasOwn`. */
const lookedAt = /^(shared|functions|infra|scripts|web|lint)\/(?!domain\/own-value\.ts$)/;

type LookUp = { node: syntax.Node; key: syntax.Node };

/**
 * Look-ups by text in a plain object: `names[text]`, `text in names`. They also find what every object inherits, so a
 * territory called `constructor` finds a function. A Map, or `ownValue`, finds only own entries. A key from a closed
 * list is fine. Only types tell the two apart, and the linter's own plugins do not know types.
 * @param config the tsconfig.json whose files are checked
 * @returns their places, as `file:line: source`
 */
export function textLookUps(config: string, root: string): string[] {
  const api = new API({ cwd: root });
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (project === undefined) throw new Error(`${config} is no project`);
    const { program, checker } = project;
    return program.getSourceFileNames().flatMap((name) => {
      const file = relative(root, name);
      const source = lookedAt.test(file) ? program.getSourceFile(name) : undefined;
      if (source === undefined) return [];
      return lookUpsIn(source)
        .filter(({ key }) => canBeAnyText(key, checker))
        .map(({ node }) => {
          const start = syntax.skipTrivia(source.text, node.pos);
          const line = source.text.slice(0, start).split("\n").length;
          return `${file}:${line}: ${source.text.slice(start, node.end)}`;
        });
    });
  } finally {
    api.close();
  }
}

function lookUpsIn(node: syntax.Node): LookUp[] {
  const found: LookUp[] = [];
  const visit = (inner: syntax.Node): void => {
    if (syntax.isElementAccessExpression(inner)) found.push({ node: inner, key: inner.argumentExpression });
    if (syntax.isBinaryExpression(inner) && inner.operatorToken.kind === syntax.SyntaxKind.InKeyword)
      found.push({ node: inner, key: inner.left });
    if (syntax.isBindingElement(inner) && inner.propertyName && syntax.isComputedPropertyName(inner.propertyName))
      found.push({ node: inner, key: inner.propertyName.expression });
    inner.forEachChild(visit);
  };
  visit(node);
  return found;
}

/** Whether the key's type accepts every text, also when the key may be absent or has a type parameter. */
function canBeAnyText(key: syntax.Node, checker: Checker): boolean {
  const type = checker.getTypeAtLocation(key);
  const widest = type && (type.isTypeParameter() ? checker.getBaseConstraintOfType(type) : type);
  return widest !== undefined && checker.isTypeAssignableTo(checker.getStringType(), widest);
}

if (import.meta.main) {
  const root = process.cwd();
  const found = new Set(
    ["tsconfig.json", "web/tsconfig.json"].flatMap((config) => textLookUps(`${root}/${config}`, root)),
  );
  for (const lookUp of found)
    process.stderr.write(`${lookUp}\n  A plain object finds what it inherits too: use a Map, or ownValue.\n`);
  if (found.size > 0) process.exitCode = 1;
}
