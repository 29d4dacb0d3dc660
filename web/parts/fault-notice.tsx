import { Button } from "design-react-kit";
import { ApiProblem, NoConnection } from "../api/api-problem.ts";
import { useSession } from "../session/session-context.ts";
import { useEntryWords } from "../words/language.tsx";
import { Notice } from "./notice.tsx";

/** Why nothing can be shown or done, and what the reader can do about it. */
export function FaultNotice({ fault, onRetry }: { fault: unknown; onRetry?: () => void }) {
  const text = useEntryWords().fault;
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
