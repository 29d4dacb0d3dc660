import type { ReactNode } from "react";
import { Route, Switch } from "wouter";
import { type PageOf, pages, type Reader } from "../../shared/page-paths.ts";

type PageRoutesProps<Who extends Reader> = {
  contents: Record<PageOf<Who>, ReactNode>;
  /** What every other address shows. */
  otherwise: ReactNode;
};

/** The routes of a reader's pages. The compiler takes all that the table gives to the reader, and no others. */
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
