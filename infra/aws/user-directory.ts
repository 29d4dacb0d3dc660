import { CfnOutput, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  ClientAttributes,
  FeaturePlan,
  LambdaVersion,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  ResourceServerScope,
  StringAttribute,
  UserPool,
  type UserPoolClient,
  UserPoolEmail,
  UserPoolOperation,
} from "aws-cdk-lib/aws-cognito";
import { Policy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import { pageUrl } from "../../shared/page-paths.ts";
import { acceptFinding } from "./accept-finding.ts";
import { mailAddressOf } from "./mail-sending.ts";
import type { Stage } from "./stage.ts";

type UserDirectoryProps = { stage: Stage; tokenClaims: LambdaFunction };

const resourceServer = "sentinella";
/** The scope that an access token must have for this API. */
export const apiScope = `${resourceServer}/api`;

const tokenMinutes = 60;
const signedInDays = 14;
const invitationDays = 14;
const passwordLengthMin = 12;

/**
 * The accounts: people by invitation, in one of four groups, and machine clients of register suppliers. A provider of
 * SPID or CIE can come in front: add it to the pool and to the client of the pages. The trigger that puts the claims
 * into the token stays the same.
 */
export class UserDirectory extends Construct {
  readonly issuer: string;
  readonly pagesClientId: string;
  /** Where people sign in. */
  readonly loginOrigin: string;

  constructor(scope: Construct, id: string, { stage, tokenClaims }: UserDirectoryProps) {
    super(scope, id);
    // Outputs of the stack itself keep the names that docs/operations.md uses.
    const stack = Stack.of(this);
    const pool = new UserPool(this, "Pool", {
      userPoolName: `sentinella-${stage.name}`,
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      standardAttributes: { email: { required: true, mutable: true } },
      // Institute codes, separated by spaces; the code of a health office; an authority's territories, separated by
      // semicolons. Only operators write them, no client may.
      customAttributes: {
        institutes: new StringAttribute({ mutable: true }),
        office: new StringAttribute({ mutable: true }),
        territories: new StringAttribute({ mutable: true }),
      },
      // Schools sign in with a code by mail, so they have no password to forget. An account with a second factor cannot
      // do this.
      signInPolicy: { allowedFirstAuthFactors: { password: true, emailOtp: true } },
      mfa: Mfa.OPTIONAL,
      mfaSecondFactor: { sms: false, otp: true, email: true },
      passwordPolicy: {
        minLength: passwordLengthMin,
        requireDigits: true,
        requireLowercase: true,
        requireUppercase: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(invitationDays),
      },
      // One mail that recovers the password and another as the second factor would together be one factor.
      accountRecovery: AccountRecovery.NONE,
      email: UserPoolEmail.withSES({
        fromEmail: mailAddressOf(stage),
        fromName: "Sentinella",
        sesRegion: stage.region,
        sesVerifiedDomain: stage.mailDomain,
      }),
      userInvitation: {
        emailSubject: "Sentinella: il vostro accesso",
        emailBody: `<p>Potete accedere a https://${stage.domain} con il nome {username} e la password temporanea {####}, valida ${invitationDays} giorni.</p><p lang="en">You can sign in at https://${stage.domain} as {username} with the temporary password {####}, valid for ${invitationDays} days.</p>`,
      },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acceptFinding(
      pool,
      "AwsSolutions-COG2",
      "Health offices, school authorities and the region must have a second factor: the trigger refuses their tokens without one. Schools may have one; twenty seconds for a report is a promise to them.",
    );
    acceptFinding(
      pool,
      "AwsSolutions-COG3",
      "Threat protection belongs to the Plus plan, paid by user; sign-in is by invitation, and Cognito locks accounts by itself.",
    );
    acceptFinding(
      pool,
      "AwsSolutions-COG8",
      "Essentials is the plan whose trigger covers people and machine clients; Plus adds threat protection, paid by user.",
    );
    pool.addTrigger(UserPoolOperation.PRE_TOKEN_GENERATION_CONFIG, tokenClaims, LambdaVersion.V3_0);
    // A separate policy: inside the function's role, the pool and the function would wait for each other.
    new Policy(this, "ReadsSecondFactor", {
      statements: [new PolicyStatement({ actions: ["cognito-idp:AdminGetUser"], resources: [pool.userPoolArn] })],
      ...(tokenClaims.role === undefined ? {} : { roles: [tokenClaims.role] }),
    });
    for (const groupName of ["school-office", "health-office", "school-authority", "region"]) {
      new CfnUserPoolGroup(this, groupName, { userPoolId: pool.userPoolId, groupName });
    }

    const wholeApi = new ResourceServerScope({ scopeName: "api", scopeDescription: "The API of Sentinella" });
    const server = pool.addResourceServer("Api", { identifier: resourceServer, scopes: [wholeApi] });
    const domainPrefix = `sentinella-${stage.name}-${stage.account}`;
    pool.addDomain("Login", {
      cognitoDomain: { domainPrefix },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });

    const shared = {
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(tokenMinutes),
      idTokenValidity: Duration.minutes(tokenMinutes),
      refreshTokenValidity: Duration.days(signedInDays),
    };
    const api = OAuthScope.resourceServer(server, wholeApi);
    const pages = pool.addClient("Pages", {
      ...shared,
      generateSecret: false,
      authFlows: { user: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, api],
        callbackUrls: [pageUrl(`https://${stage.domain}`, "home")],
        logoutUrls: [pageUrl(`https://${stage.domain}`, "home")],
      },
      readAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      // Without this list, Cognito lets a signed-in person write every attribute, including the institutes.
      writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
    });
    new CfnManagedLoginBranding(this, "LoginPages", {
      userPoolId: pool.userPoolId,
      clientId: pages.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    for (const name of stage.suppliers) {
      const client: UserPoolClient = pool.addClient(`supplier-${name}`, {
        ...shared,
        userPoolClientName: name,
        generateSecret: true,
        authFlows: {},
        oAuth: { flows: { clientCredentials: true }, scopes: [api] },
        writeAttributes: new ClientAttributes().withStandardAttributes({ email: true }),
      });
      new CfnOutput(stack, `Supplier-${name}`, { value: client.userPoolClientId });
    }

    this.issuer = pool.userPoolProviderUrl;
    this.pagesClientId = pages.userPoolClientId;
    this.loginOrigin = `https://${domainPrefix}.auth.${stage.region}.amazoncognito.com`;
    new CfnOutput(stack, "PoolId", { value: pool.userPoolId });
    new CfnOutput(stack, "PagesClientId", { value: pages.userPoolClientId });
  }
}
