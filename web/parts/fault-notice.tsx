import { Button } from "design-react-kit";
import { ApiProblem, NoConnection } from "../api/api-problem.ts";
import { useSession } from "../session/session-context.ts";
import { useWords } from "../words/language.tsx";
import { Notice } from "./notice.tsx";

const words = {
  it: {
    noConnection: "Il servizio non risponde",
    noConnectionDetail: "Forse manca la connessione. Ciò che avete scritto resta su questo dispositivo.",
    retry: "Riprova",
    signInAgain: "L'accesso è scaduto",
    signInAgainDetail: "Accedete di nuovo: ciò che avete scritto resta su questo dispositivo.",
    linkInvalid: "Il collegamento non è valido",
    linkInvalidDetail:
      "Forse è stato copiato solo in parte. Apritelo dal messaggio ricevuto, oppure accedete con le credenziali della scuola.",
    signIn: "Accedi",
    forbidden: "Questa pagina non è per il vostro accesso",
    unexpected: "Qualcosa non ha funzionato",
    unexpectedDetail: "Riprovate; se succede ancora, scrivete all'ATS.",
    requestId: "Codice della richiesta",
  },
  en: {
    noConnection: "The service does not answer",
    noConnectionDetail: "The connection may be down. What you have typed stays on this device.",
    retry: "Try again",
    signInAgain: "Your sign-in has expired",
    signInAgainDetail: "Sign in again: what you have typed stays on this device.",
    linkInvalid: "The link is not valid",
    linkInvalidDetail: "Perhaps only part of it was copied. Open it from the mail you received, or sign in.",
    signIn: "Sign in",
    forbidden: "This page is not for your account",
    unexpected: "Something went wrong",
    unexpectedDetail: "Try again; if it happens again, write to the health office.",
    requestId: "Request id",
  },
};

/** Why nothing can be shown or done, and what to do about it. */
export function FaultNotice({ fault, onRetry }: { fault: unknown; onRetry?: () => void }) {
  const text = useWords(words);
  const { session, signIn } = useSession();
  const retry = onRetry !== undefined && (
    <Button color="primary" outline size="sm" onClick={onRetry}>
      {text.retry}
    </Button>
  );
  const signInButton = (
    <Button color="primary" size="sm" onClick={signIn}>
      {text.signIn}
    </Button>
  );
  if (fault instanceof NoConnection) {
    return (
      <Notice kind="warning" title={text.noConnection} urgent>
        <p>{text.noConnectionDetail}</p>
        {retry}
      </Notice>
    );
  }
  if (!(fault instanceof ApiProblem)) {
    return (
      <Notice kind="danger" title={text.unexpected} urgent>
        <p>{text.unexpectedDetail}</p>
        {retry}
      </Notice>
    );
  }
  const { title, detail, requestId, errors = [] } = fault.problem;
  if (fault.is("unauthenticated")) {
    const byLink = session?.kind === "link";
    return (
      <Notice kind="warning" title={byLink ? text.linkInvalid : text.signInAgain} urgent>
        <p>{byLink ? text.linkInvalidDetail : text.signInAgainDetail}</p>
        {signInButton}
      </Notice>
    );
  }
  return (
    <Notice kind="danger" title={fault.is("forbidden") ? text.forbidden : title} urgent>
      {detail !== undefined && <p>{detail}</p>}
      {errors.length > 0 && (
        <ul>
          {errors.map((error) => (
            <li key={`${error.pointer} ${error.detail}`}>
              <code>{error.pointer}</code> {error.detail}
            </li>
          ))}
        </ul>
      )}
      {requestId !== undefined && (
        <p>
          {text.requestId}: <code>{requestId}</code>
        </p>
      )}
      {fault.is("link-expired") ? signInButton : retry}
    </Notice>
  );
}
