import { readdirSync } from "node:fs";
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  OriginRequestPolicy,
  PriceClass,
  ResponseHeadersPolicy,
  SecurityPolicyProtocol,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { HttpOrigin, S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { ARecord, HostedZone, RecordTarget } from "aws-cdk-lib/aws-route53";
import { CloudFrontTarget } from "aws-cdk-lib/aws-route53-targets";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket } from "aws-cdk-lib/aws-s3";
import { BucketDeployment, type BucketDeploymentProps, CacheControl, Source } from "aws-cdk-lib/aws-s3-deployment";
import type { Construct } from "constructs";
import { configPath } from "../../shared/page-paths.ts";
import { pageHeaders } from "../local/web-pages.ts";
import { acceptFinding, arnInFinding } from "./accept-finding.ts";
import type { Stage } from "./stage.ts";
import { apiScope } from "./user-directory.ts";

type WebStackProps = StackProps & {
  stage: Stage;
  certificateArn: string;
  /** The built pages. */
  pagesDir: string;
  apiDomainName: string;
  issuer: string;
  loginOrigin: string;
  pagesClientId: string;
};

/**
 * The code that the CDN runs for each request of a page. The one HTML file answers every path that is not a file. A dot
 * in the path does not mean a file: the address of an alert has one too.
 */
function pagePaths(pagesDir: string): string {
  const names = readdirSync(pagesDir, { withFileTypes: true }).filter((entry) => entry.isFile());
  const files = [...names.map(({ name }) => `/${name}`), configPath].toSorted();
  return `var files = ${JSON.stringify(files)};
function handler(event) {
  var request = event.request;
  if (!request.uri.startsWith("/assets/") && !files.includes(request.uri)) request.uri = "/index.html";
  return request;
}`;
}

const strictTransportDays = Duration.days(365);
/** The names of files under `assets` contain a hash of their content. */
const assetCache = [CacheControl.setPublic(), CacheControl.maxAge(Duration.days(365)), CacheControl.immutable()];

/** The findings of the rule packs about the function with which CDK copies files into a bucket. */
const providerFindings = [
  "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]",
  ...["s3:GetObject*", "s3:GetBucket*", "s3:List*", "s3:DeleteObject*", "s3:Abort*"].map(
    (action) => `AwsSolutions-IAM5[Action::${action}]`,
  ),
  "AwsSolutions-L1",
  "Serverless-LambdaDLQ",
  "Serverless-LambdaLatestVersion",
  "Serverless-LambdaTracing",
];

/** The pages in a private bucket behind the CDN, and the API under the same name: no request leaves the origin. */
export class WebStack extends Stack {
  constructor(scope: Construct, id: string, props: WebStackProps) {
    super(scope, id, props);
    const { stage } = props;
    const bucket = asBucket(
      new Bucket(this, "Pages", {
        encryption: BucketEncryption.S3_MANAGED,
        blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
        enforceSSL: true,
        // Every deployment brings the pages again.
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    );
    acceptFinding(bucket, "AwsSolutions-S1", "Only the CDN reads it, and what it holds is public.");

    const headers = this.#headers(props);
    const distribution = new Distribution(this, "Cdn", {
      comment: `Sentinella ${stage.name}`,
      domainNames: [stage.domain],
      certificate: Certificate.fromCertificateArn(this, "Certificate", props.certificateArn),
      minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      defaultRootObject: "index.html",
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        responseHeadersPolicy: headers,
        compress: true,
        functionAssociations: [
          {
            eventType: FunctionEventType.VIEWER_REQUEST,
            function: new EdgeFunction(this, "PagePaths", {
              code: FunctionCode.fromInline(pagePaths(props.pagesDir)),
              runtime: FunctionRuntime.JS_2_0,
            }),
          },
        ],
      },
      additionalBehaviors: {
        "/v1/*": {
          origin: new HttpOrigin(props.apiDomainName),
          viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: AllowedMethods.ALLOW_ALL,
          cachePolicy: CachePolicy.CACHING_DISABLED,
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
    });
    acceptFinding(
      distribution,
      "AwsSolutions-CFR1",
      "A school trip or a conference abroad is no reason to be shut out.",
    );
    acceptFinding(
      distribution,
      "AwsSolutions-CFR2",
      "Throttles stand in the place of a firewall product, which costs every month; nothing here is written without a token.",
    );
    acceptFinding(
      distribution,
      "AwsSolutions-CFR3",
      "The addresses of visitors are personal data that nobody needs; calls of the API are in the gateway's log.",
    );

    const config = {
      issuer: props.issuer,
      clientId: props.pagesClientId,
      scope: `openid ${apiScope}`,
    };
    const assets = this.#deploy("Assets", bucket, {
      sources: [Source.asset(`${props.pagesDir}/assets`)],
      destinationKeyPrefix: "assets",
      cacheControl: assetCache,
    });
    const page = this.#deploy("Page", bucket, {
      sources: [Source.asset(props.pagesDir, { exclude: ["assets"] }), Source.jsonData(configPath.slice(1), config)],
      cacheControl: [CacheControl.noCache()],
    });
    // The page names its assets, so they must be there before it.
    page.node.addDependency(assets);
    this.#acceptProvider(bucket, stage);

    if (stage.hostedZoneId !== undefined) {
      const zone = HostedZone.fromHostedZoneAttributes(this, "Zone", {
        hostedZoneId: stage.hostedZoneId,
        zoneName: stage.domain,
      });
      new ARecord(this, "Name", { zone, target: RecordTarget.fromAlias(new CloudFrontTarget(distribution)) });
    }
    new CfnOutput(this, "CdnName", { value: distribution.distributionDomainName });
  }

  #deploy(
    id: string,
    destinationBucket: IBucket,
    files: Pick<BucketDeploymentProps, "sources" | "destinationKeyPrefix" | "cacheControl">,
  ): BucketDeployment {
    return new BucketDeployment(this, id, {
      ...files,
      destinationBucket,
      // The assets of the previous deployment stay for browsers that have its page open.
      prune: false,
    });
  }

  /** CDK's own function that copies the pages. It runs only during a deployment. */
  #acceptProvider(bucket: IBucket, { account, region }: Stage): void {
    const provider = this.node.children.find(({ node }) => node.id.startsWith("Custom::CDKBucketDeployment"));
    if (provider === undefined) throw new Error("CDK copies the pages in another way than it used to");
    const reason = "CDK's own function, with the rights that CDK gives it; it runs during a deployment and never else.";
    const assets = `arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-${account}-${region}`;
    const resources = [`${arnInFinding(bucket)}/*`, `${assets}/*`].map((arn) => `AwsSolutions-IAM5[Resource::${arn}]`);
    for (const id of [...providerFindings, ...resources]) acceptFinding(provider, id, reason);
  }

  /** The headers that the local cloud also sends, with the identity provider as one more allowed connection. */
  #headers({ stage, loginOrigin }: WebStackProps): ResponseHeadersPolicy {
    const { "content-security-policy": policy, "permissions-policy": permissions } = pageHeaders;
    const issuerOrigin = `https://cognito-idp.${stage.region}.amazonaws.com`;
    return new ResponseHeadersPolicy(this, "Headers", {
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: policy.replace(
            "connect-src 'self'",
            `connect-src 'self' ${issuerOrigin} ${loginOrigin}`,
          ),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: strictTransportDays,
          includeSubdomains: true,
          override: true,
        },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: "permissions-policy", value: permissions, override: true }],
      },
    });
  }
}

/** The bucket in the type that CDK requires: CDK's own types disagree about optional properties. */
function asBucket(bucket: Bucket): IBucket;
function asBucket(bucket: unknown): unknown {
  return bucket;
}
