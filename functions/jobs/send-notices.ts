import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { sendContactNotices } from "../flows/mail/send-contact-notices.ts";

/** Whose contacts have changed without a mail about it? They get it now. */
export const job = isolatedJob("send-notices", async (deps, time) => sendContactNotices(time, deps));
