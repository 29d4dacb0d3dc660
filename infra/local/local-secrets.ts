import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import * as z from "zod";
import { replaceFile } from "./replace-file.ts";

const jwk = z.looseObject({ kty: z.literal("RSA"), n: z.string(), e: z.string(), d: z.string() });

const localSecrets = z.object({
  /** Signs access tokens. */
  tokenKey: jwk,
  /** Signs reminder links; 32 bytes. */
  linkKey: z.base64url(),
  cookieKey: z.string(),
  supplierSecret: z.string(),
});
export type LocalSecrets = z.output<typeof localSecrets>;

/** The keys of a data folder, made when it has none. @throws Error when the file is damaged. */
export async function openLocalSecrets(path: string): Promise<LocalSecrets> {
  try {
    return localSecrets.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (fault) {
    if (!(fault instanceof Error && "code" in fault && fault.code === "ENOENT")) throw fault;
  }
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const secrets = localSecrets.parse({
    tokenKey: { ...privateKey.export({ format: "jwk" }), kid: "local", alg: "RS256", use: "sig" },
    linkKey: randomBytes(32).toString("base64url"),
    cookieKey: randomBytes(32).toString("base64url"),
    supplierSecret: randomBytes(24).toString("base64url"),
  });
  await replaceFile(path, `${JSON.stringify(secrets)}\n`);
  return secrets;
}

/** The key set, as JSON, with which anyone can verify the access tokens. */
export function publicKeySet({ tokenKey: { kty, n, e, kid, alg, use } }: LocalSecrets): string {
  return JSON.stringify({ keys: [{ kty, n, e, kid, alg, use }] });
}

/** The keys of reminder links, as the environment variable holds them. */
export function linkKeySet({ linkKey }: LocalSecrets): string {
  return JSON.stringify({ current: "local", keys: { local: linkKey } });
}
