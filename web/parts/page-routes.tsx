import type { ReactNode } from "react";
import { Route, Switch } from "wouter";
import { type PageOf, pages, type Reader } from "../../shared/page-paths.ts";

type PageRoutesProps<Who extends Reader> = {
  contents: Record<PageOf<Who>, ReactNode>;
  /** Shown for every other address. */
  otherwise: ReactNode;
};

/** The routes of a reader's pages. The compiler requires exactly the pages that the table gives to this reader. */
export function PageRoutes<Who extends Reader>({ contents, otherwise }: PageRoutesProps<Who>) {
  const shown = new Map<string, ReactNode>(Object.entries(contents));
  return (
    <Switch>
      {Object.entries(pages)
        .filter(([name]) => shown.has(name))
        .map(([name, { path }]) => (
          <Route key={name} path={path}>
            {shown.get(name)}
          </Route>
        ))}
      <Route>{otherwise}</Route>
    </Switch>
  );
}
