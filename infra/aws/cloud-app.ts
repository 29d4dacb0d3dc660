import { App, Tags, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks, ServerlessChecks } from "cdk-nag";
import { DataStack } from "./data-stack.ts";
import { EdgeStack } from "./edge-stack.ts";
import { type CloudTables, ServiceStack } from "./service-stack.ts";
import type { Stage } from "./stage.ts";
import { WebStack } from "./web-stack.ts";

type CloudAppProps = CloudTables & {
  stage: Stage;
  /** The folder with one subfolder for each function's bundle. */
  bundlesDir: string;
  /** The built pages. */
  pagesDir: string;
  /** The folder for the templates. */
  outdir: string;
};

/**
 * The whole deployment of one stage, made from the three tables and checked by the rule packs. A stage without a
 * certificate has only the stacks that produce DNS records: data and edge.
 */
export function cloudApp({ stage, bundlesDir, pagesDir, outdir, ...tables }: CloudAppProps): App {
  const app = new App({ outdir, analyticsReporting: false });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  Tags.of(app).add("application", "sentinella");
  Tags.of(app).add("stage", stage.name);

  const name = (part: string) => `sentinella-${stage.name}-${part}`;
  const env = { account: stage.account, region: stage.region };
  const data = new DataStack(app, name("data"), { stage, env, tables: tables.tables });
  new EdgeStack(app, name("edge"), { stage, env: { account: stage.account, region: "us-east-1" } });
  // Cognito's mails and the pages use domains that DNS must have proved first.
  if (stage.certificateArn === undefined) return app;

  const service = new ServiceStack(app, name("service"), {
    ...tables,
    stage,
    env,
    bundlesDir,
    exportFailures: data.exportFailures,
  });
  service.addStackDependency(data);
  new WebStack(app, name("web"), {
    stage,
    env,
    certificateArn: stage.certificateArn,
    pagesDir,
    apiDomainName: service.gateway.domainName,
    issuer: service.users.issuer,
    loginOrigin: service.users.loginOrigin,
    pagesClientId: service.users.pagesClientId,
  });
  return app;
}
