import * as z from "zod";
import { ownValue } from "../../shared/domain/own-value.ts";
import type { EventDeps } from "../../shared/runtime/deps.ts";
import { type LinkKeys, linkKeysText } from "../../shared/runtime/environment.ts";
import type { EventHandler } from "../../shared/runtime/event-chain.ts";
import type { LinkKeySecret } from "../../shared/runtime/link-key-secret.ts";

/** One step of a rotation by Secrets Manager. It calls the steps in this order and may repeat each. */
const step = z.object({
  Step: z.enum(["createSecret", "setSecret", "testSecret", "finishSecret"]),
  SecretId: z.string().min(1),
  /** The id of the new version. */
  ClientRequestToken: z.string().min(1),
});

/**
 * Makes the next key sign reminder links. The key before it stays for verifying: links live for two days, and rotations
 * are months apart.
 */
export const event: EventHandler<"rotate-link-keys"> = async (received, deps) => {
  const { Step, SecretId, ClientRequestToken: versionId } = step.parse(received);
  const secret = deps.linkKeySecret(SecretId);
  switch (Step) {
    case "createSecret":
      if ((await secret.pending(versionId)) === undefined) {
        await secret.putPending(versionId, JSON.stringify(await nextKeys(versionId, secret, deps)));
      }
      break;
    case "setSecret":
      // No other system needs the key: code that verifies a link reads the secret.
      break;
    case "testSecret":
      linkKeysText.parse(await secret.pending(versionId));
      break;
    case "finishSecret":
      await secret.makeCurrent(versionId);
      break;
  }
  deps.log.info("link keys rotated a step", { step: Step });
};

const keyIdLength = 8;

async function nextKeys(
  versionId: string,
  secret: Pick<LinkKeySecret, "current">,
  { newLinkKey }: Pick<EventDeps, "newLinkKey">,
): Promise<LinkKeys> {
  const current = versionId.slice(0, keyIdLength);
  // A new deployment puts random text into the secret, and no keys.
  const before = linkKeysText.safeParse(await secret.current()).data;
  const previous = before && ownValue(before.keys, before.current);
  return {
    current,
    keys: { [current]: newLinkKey(), ...(before && previous ? { [before.current]: previous } : {}) },
  };
}
