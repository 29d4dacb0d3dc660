import { Button } from "design-react-kit";
import { spellDate } from "../../shared/words/spelled-time.ts";
import type { ReplyBody } from "../api/api-types.ts";
import { useReply } from "../api/use-reply.ts";
import { Notice } from "../parts/notice.tsx";
import { Page } from "../parts/page.tsx";
import { WithReply } from "../parts/with-reply.tsx";
import { useSession } from "../session/session-context.ts";
import { useEntryWords, useLanguage } from "../words/language.tsx";
import { DueDay } from "./due-day.tsx";

/** The survey days that are due now, for a reader who followed a reminder's link or signed in. */
export function DueNowPage({ instituteCode }: { instituteCode: string }) {
  const text = useEntryWords().due;
  const institute = useReply("get-institute", { path: { instituteCode } });
  const name = institute.data?.body.name;
  return (
    <Page title={text.title} {...(name === undefined ? {} : { lead: `${name} · ${instituteCode}` })}>
      <WithReply reply={institute}>{({ body }) => <Due institute={body} />}</WithReply>
    </Page>
  );
}

function Due({ institute }: { institute: ReplyBody<"get-institute"> }) {
  const text = useEntryWords().due;
  const { language } = useLanguage();
  const { session } = useSession();
  const days = institute.due.filter(({ sites }) => sites.length > 0);
  if (days.length > 0) {
    // The day that is due soonest comes first.
    return days.map((day) => <DueDay key={day.date} institute={institute} day={day} />);
  }
  const hasSentinels = institute.sites.some(({ sentinel }) => sentinel);
  return (
    <Notice kind="info" title={text.nothingDue}>
      {/* A link shows only the sites of its own day. */}
      {session?.kind !== "link" && !hasSentinels && <p>{text.noSentinel}</p>}
      {hasSentinels && institute.nextSurveyDay !== undefined && (
        <p>{text.nextDay(spellDate(institute.nextSurveyDay.date, language))}</p>
      )}
    </Notice>
  );
}

/** Somebody opened the address for links without a token. */
export function NoLinkPage() {
  const text = useEntryWords().due;
  const { signIn } = useSession();
  return (
    <Page title={text.noLink} lead={text.noLinkDetail}>
      <Button color="primary" onClick={signIn}>
        {text.signIn}
      </Button>
    </Page>
  );
}
