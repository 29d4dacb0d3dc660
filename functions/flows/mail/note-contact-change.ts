import { type ContactsOwner, contactNews } from "../../../shared/domain/registry/contact-change.ts";
import type { Contact } from "../../../shared/domain/registry/institute.ts";
import type { Deps } from "../../../shared/runtime/deps.ts";
import type { ContactDetails } from "../../../shared/store/institute-store.ts";

/** Notes before the write that addresses are about to change, so that the old and the new ones get a mail. */
export async function noteContactChange(
  owner: ContactsOwner,
  before: readonly Contact[],
  after: readonly ContactDetails[],
  now: Date,
  deps: Pick<Deps, "contactChanges">,
): Promise<void> {
  const { added, removed } = contactNews(
    before,
    after.map((contact) => ({ ...contact, state: "valid" })),
  );
  if (added.length + removed.length > 0) await deps.contactChanges.note(owner, before, now);
}
