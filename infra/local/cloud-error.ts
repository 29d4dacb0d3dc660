/** The local cloud cannot start as asked, or cannot continue. The message is one sentence that says what to do. */
export class LocalCloudError extends Error {
  override readonly name = "LocalCloudError";
}

const fullDisk = "make room on that disk";
const remedies: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", fullDisk],
  ["EDQUOT", fullDisk],
  ["EIO", "look after that disk"],
]);
const otherRemedy = "see to it that this user may do so, or choose another folder with --data";

/** The system's code for its refusal, such as `ENOSPC`; undefined when the system did not refuse. */
export function systemCodeOf(fault: unknown): string | undefined {
  return fault instanceof Error && "syscall" in fault && "code" in fault ? String(fault.code) : undefined;
}

type Use = "read" | "written" | "removed" | "made private";

/**
 * The error for a file or folder that the system does not let us use.
 *
 * @returns the fault itself when it has another cause
 */
export function fileFault(path: string, use: Use, fault: unknown): unknown {
  const code = systemCodeOf(fault);
  return code === undefined ? fault : unusable(path, use, code);
}

/** @param why A code of the system, or the words of an engine. */
export function unusable(path: string, use: Use, why: string): LocalCloudError {
  const remedy = remedies.get(why) ?? otherRemedy;
  return new LocalCloudError(
    `${path} cannot be ${use} (${why}): ${remedy}, then start again; nothing that was answered is lost.`,
  );
}
