import * as z from "zod";
import { openAwsJson } from "./aws-json.ts";
import { credentialsOf } from "./credentials.ts";
import type { EventEnvironment } from "./environment.ts";

export type UserPool = {
  /** Whether the account cannot sign in with only its password. */
  hasSecondFactor(userPoolId: string, userName: string): Promise<boolean>;
};

const user = z.object({ UserMFASettingList: z.array(z.string()).optional() });

export function openUserPool(environment: EventEnvironment): UserPool {
  const call = openAwsJson({
    service: "cognito-idp",
    targetPrefix: "AWSCognitoIdentityProviderService",
    region: environment.AWS_REGION,
    credentials: credentialsOf(environment),
    ...(environment.USER_POOL_ENDPOINT === undefined ? {} : { endpoint: environment.USER_POOL_ENDPOINT }),
  });
  return {
    async hasSecondFactor(userPoolId, userName) {
      const { UserMFASettingList: factors = [] } = user.parse(
        await call("AdminGetUser", { UserPoolId: userPoolId, Username: userName }),
      );
      return factors.length > 0;
    },
  };
}
