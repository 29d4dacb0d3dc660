import "./styles/pages.scss";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import type { Language } from "../shared/domain/language.ts";
import { NoConnection } from "./api/api-problem.ts";
import { App } from "./app.tsx";
import { WithSession } from "./session/with-session.tsx";
import { loadFirstWords, WithLanguage } from "./words/language.tsx";

const place = document.getElementById("pages");
if (place === null) throw new Error("index.html has no place for the pages");

// The screen changes when the person does something, not because a window came to the front. Without a connection a
// call fails at once, so that the page can say so; a waiting call would say nothing.
const queries = new QueryClient({
  defaultOptions: { queries: { refetchOnWindowFocus: false, refetchOnReconnect: false, networkMode: "always" } },
});

/** The page shows the reader that a part did not load. Any other fault of a page is our mistake. */
function onCaughtError(fault: unknown): void {
  if (!(fault instanceof NoConnection)) reportError(fault);
}

const root = createRoot(place, { onCaughtError });

function show(language: Language): void {
  root.render(
    <QueryClientProvider client={queries}>
      <WithLanguage first={language}>
        <WithSession>
          <App />
        </WithSession>
      </WithLanguage>
    </QueryClientProvider>,
  );
}

// Not awaited here: parts loaded later import this file, and would wait for it.
loadFirstWords().then(show, reportError);
