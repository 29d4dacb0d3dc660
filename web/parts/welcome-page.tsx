import { Button } from "design-react-kit";
import type { pages } from "../../shared/page-paths.ts";
import { useSession } from "../session/session-context.ts";
import { useWords } from "../words/language.tsx";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";

const words = {
  it: {
    title: "Scuole sentinella",
    lead: "Le assenze del martedì e del giovedì, contate dalle scuole sentinella, sono un segnale precoce per la salute di tutti.",
    failed: "L'accesso non è riuscito",
    failedDetail: "Riprovate. Se succede ancora, scrivete all'ATS.",
    signIn: "Accedi",
    schools: "Alla scuola bastano venti secondi: un numero per plesso, e Invia. Nessun alunno viene mai nominato.",
    noRole: "Questo accesso non ha un ruolo in Sentinella",
    noRoleDetail: "Chiedete all'ATS di assegnarlo, oppure uscite e accedete con le credenziali della scuola.",
    notFound: "Questa pagina non c'è",
    notFoundDetail: "Forse l'indirizzo è incompleto, oppure la pagina non è per il vostro accesso.",
  },
  en: {
    title: "Sentinel schools",
    lead: "Absences on Tuesdays and Thursdays, counted by sentinel schools, are an early signal for everybody's health.",
    failed: "Signing in did not work",
    failedDetail: "Try again. If it happens again, write to the health office.",
    signIn: "Sign in",
    schools: "A school needs twenty seconds: one number per site, and Send. No pupil is ever named.",
    noRole: "This account has no role in Sentinella",
    noRoleDetail: "Ask the health office for one, or sign out and use the school's account.",
    notFound: "There is no such page",
    notFoundDetail: "The address may be incomplete, or the page is not for your account.",
  },
};

/** For whoever has not signed in yet. */
export function WelcomePage() {
  const text = useWords(words);
  const { signIn } = useSession();
  const outcome: keyof (typeof pages)["home"]["query"] = "sign-in";
  const failed = new URLSearchParams(location.search).get(outcome) === "failed";
  return (
    <Page title={text.title} lead={text.lead}>
      {failed && (
        <Notice kind="warning" title={text.failed} urgent>
          <p>{text.failedDetail}</p>
        </Notice>
      )}
      <p>{text.schools}</p>
      <Button color="primary" size="lg" onClick={signIn}>
        {text.signIn}
      </Button>
    </Page>
  );
}

/** Signed in, but with an account that may do nothing here. */
export function NoRolePage() {
  const text = useWords(words);
  return <Page title={text.noRole} lead={text.noRoleDetail} />;
}

export function NotFoundPage() {
  const text = useWords(words);
  return <Page title={text.notFound} lead={text.notFoundDetail} />;
}
