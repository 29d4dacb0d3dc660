import "./styles/pages.scss";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { WithSession } from "./session/with-session.tsx";
import { WithLanguage } from "./words/language.tsx";

const place = document.getElementById("pages");
if (place === null) throw new Error("index.html has no place for the pages");

// What is on the screen changes when the person does something, not because a window came to the front.
const queries = new QueryClient({
  defaultOptions: { queries: { refetchOnWindowFocus: false, refetchOnReconnect: false } },
});

createRoot(place).render(
  <QueryClientProvider client={queries}>
    <WithLanguage>
      <WithSession>
        <App />
      </WithSession>
    </WithLanguage>
  </QueryClientProvider>,
);
