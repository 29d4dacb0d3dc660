import { defaultLanguage } from "../../../shared/domain/language.ts";
import { faultKeyOf } from "../../../shared/domain/ledger/fault.ts";
import { ownerIn } from "../../../shared/domain/region/owner-of.ts";
import { operationsNoticeMessage } from "../../../shared/mail/operations-notice-message.ts";
import { pageUrl } from "../../../shared/page-paths.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { JobName } from "../../../shared/schedules.ts";
import { type OperatorNoticeDeps, tellOperators } from "../mail/tell-operators.ts";
import type { Fault } from "./faults.ts";

export type FaultNoticeDeps = OperatorNoticeDeps & Pick<Deps, "webOrigin">;

/**
 * Mails the faults of a run to the operators: each broken thing once a day, whichever job found it. A fault of a
 * territory goes to its office, a fault of an office to that office, and any other fault to all offices.
 */
export async function tellFaults(job: JobName, faults: readonly Fault[], deps: FaultNoticeDeps): Promise<void> {
  const link = pageUrl(deps.webOrigin, "coverage");
  const noticedAt = deps.now();
  const ownerOf = ownerIn(await deps.ownership());
  await tellOperators(
    {
      topic: "faults",
      things: faults,
      nameOf: ({ broken }) => faultKeyOf(broken),
      officesFor: ({ about: { officeCode, territory } }) => {
        if (territory !== undefined) return [ownerOf(territory)];
        return officeCode === undefined ? undefined : [officeCode];
      },
      messageOf: (fresh) =>
        operationsNoticeMessage({ language: defaultLanguage, kind: "faults", link, noticedAt, job, faults: fresh }),
    },
    deps,
  );
}
