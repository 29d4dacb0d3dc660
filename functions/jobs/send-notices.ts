import { isolatedJob } from "../flows/faults/isolated-job.ts";
import { sendContactNotices } from "../flows/mail/send-contact-notices.ts";

/** What has changed for somebody who has not been told? Them, now. */
export const job = isolatedJob("send-notices", async (deps, time) => sendContactNotices(time, deps));
