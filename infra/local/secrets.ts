import { createPrivateKey, createPublicKey, generateKeyPairSync, randomBytes, sign, verify } from "node:crypto";
import * as z from "zod";
import { readSaved } from "./read-saved.ts";
import { replaceFile } from "./replace-file.ts";

const jwk = z
  .looseObject({ kty: z.literal("RSA"), n: z.string(), e: z.string(), d: z.string() })
  .refine(isPrivateKey, "not a key");

const linkKeyBytes = 32;
const digest = "sha256";

const localSecrets = z.object({
  /** The key that signs access tokens. */
  tokenKey: jwk,
  /** The key that signs reminder links: 32 bytes. */
  linkKey: z.base64url().refine((key) => Buffer.from(key, "base64url").length === linkKeyBytes),
  cookieKey: z.string().min(1),
  supplierSecret: z.string().min(1),
});
export type LocalSecrets = z.output<typeof localSecrets>;

/**
 * The keys of a data folder. It makes them when there are none.
 *
 * @throws LocalCloudError when the file is damaged or cannot be read
 */
export async function openLocalSecrets(path: string): Promise<LocalSecrets> {
  const saved = await readSaved(path, localSecrets);
  if (saved !== undefined) return saved;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const secrets = localSecrets.parse({
    tokenKey: { ...privateKey.export({ format: "jwk" }), kid: "local", alg: "RS256", use: "sig" },
    linkKey: randomBytes(linkKeyBytes).toString("base64url"),
    cookieKey: randomBytes(32).toString("base64url"),
    supplierSecret: randomBytes(24).toString("base64url"),
  });
  await replaceFile(path, `${JSON.stringify(secrets)}\n`);
  return secrets;
}

/** The key set, as JSON, for verifying the access tokens. */
export function publicKeySet({ tokenKey: { kty, n, e, kid, alg, use } }: LocalSecrets): string {
  return JSON.stringify({ keys: [{ kty, n, e, kid, alg, use }] });
}

/** The keys of reminder links, in the form of the environment variable. */
export function linkKeySet({ linkKey }: LocalSecrets): string {
  return JSON.stringify({ current: "local", keys: { local: linkKey } });
}

/** Uses the key once, because only this shows a damaged number in it. */
function isPrivateKey(jwk: object): boolean {
  const told = Buffer.from("told");
  try {
    const key = createPrivateKey({ key: { ...jwk }, format: "jwk" });
    return verify(digest, told, createPublicKey(key), sign(digest, told, key));
  } catch {
    return false;
  }
}
