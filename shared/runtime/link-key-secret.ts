import * as z from "zod";
import { openAwsJson } from "./aws-json.ts";
import { credentialsOf } from "./credentials.ts";
import type { Environment } from "./environment.ts";

/** The secret with the keys of reminder links, and the steps of its rotation by Secrets Manager. */
export type LinkKeySecret = {
  /** The current text. */
  current(): Promise<string>;
  /** The next text; undefined when that version has none yet. */
  pending(versionId: string): Promise<string | undefined>;
  putPending(versionId: string, text: string): Promise<void>;
  /** Makes that version current. It does nothing if it already is. */
  makeCurrent(versionId: string): Promise<void>;
};

const value = z.object({ SecretString: z.string() });
const description = z.object({ VersionIdsToStages: z.record(z.string(), z.array(z.string())) });

export function openLinkKeySecret(
  secretId: string,
  environment: Parameters<typeof credentialsOf>[0] & Pick<Environment, "AWS_REGION" | "SECRETS_ENDPOINT">,
): LinkKeySecret {
  const call = openAwsJson({
    service: "secretsmanager",
    targetPrefix: "secretsmanager",
    region: environment.AWS_REGION,
    credentials: credentialsOf(environment),
    ...(environment.SECRETS_ENDPOINT === undefined ? {} : { endpoint: environment.SECRETS_ENDPOINT }),
  });

  async function stages(): Promise<[versionId: string, stages: string[]][]> {
    const { VersionIdsToStages } = description.parse(await call("DescribeSecret", { SecretId: secretId }));
    return Object.entries(VersionIdsToStages);
  }

  return {
    async current() {
      return value.parse(await call("GetSecretValue", { SecretId: secretId })).SecretString;
    },

    async pending(versionId) {
      const holds = (await stages()).some(([id, names]) => id === versionId && names.includes("AWSPENDING"));
      if (!holds) return undefined;
      // Secrets Manager lists the version before a rotation has stored its text.
      const asked = { SecretId: secretId, VersionId: versionId, VersionStage: "AWSPENDING" };
      const got = await call("GetSecretValue", asked).catch((fault: unknown) => {
        if (fault instanceof Error && fault.name === "ResourceNotFoundException") return undefined;
        throw fault;
      });
      return got === undefined ? undefined : value.parse(got).SecretString;
    },

    async putPending(versionId, text) {
      const stage = { ClientRequestToken: versionId, VersionStages: ["AWSPENDING"] };
      await call("PutSecretValue", { SecretId: secretId, SecretString: text, ...stage });
    },

    async makeCurrent(versionId) {
      const counting = (await stages()).find(([, names]) => names.includes("AWSCURRENT"))?.[0];
      if (counting === versionId) return;
      await call("UpdateSecretVersionStage", {
        SecretId: secretId,
        VersionStage: "AWSCURRENT",
        MoveToVersionId: versionId,
        ...(counting === undefined ? {} : { RemoveFromVersionId: counting }),
      });
    },
  };
}
