import { Button } from "design-react-kit";
import type { pages } from "../../shared/page-paths.ts";
import { useSession } from "../session/session-context.ts";
import { useEntryWords } from "../words/language.tsx";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";

/** The page for people who have not signed in yet. */
export function WelcomePage() {
  const text = useEntryWords().welcome;
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

/** The page for people whose account has no rights here. */
export function NoRolePage() {
  const text = useEntryWords().welcome;
  return <Page title={text.noRole} lead={text.noRoleDetail} />;
}

export function NotFoundPage() {
  const text = useEntryWords().welcome;
  return <Page title={text.notFound} lead={text.notFoundDetail} />;
}
