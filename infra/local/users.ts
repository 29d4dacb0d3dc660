import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { codePattern, normaliseCode } from "../../shared/domain/codes.ts";
import { localCredentials } from "../../shared/store/database.ts";
import type { InstituteStore } from "../../shared/store/institute-store.ts";
import type { OnDamaged } from "../../shared/store/parse-item.ts";
import { tables } from "../../shared/tables.ts";

/** Who can sign in to the local cloud. */
export type LocalUser = { user: string; role: "health-office" | "school-office"; name: string };

export type LocalUsers = {
  find: (user: string) => Promise<LocalUser | undefined>;
  /** The health office, then every institute by its code. */
  list: () => Promise<LocalUser[]>;
};

const healthOffice: LocalUser = { user: "health-office", role: "health-office", name: "ATS" };

type InstituteCodes = () => Promise<string[]>;

/** The health office and every institute there is. */
export function openLocalUsers(
  institutes: Pick<InstituteStore, "get" | "getMany">,
  instituteCodes: InstituteCodes,
  onDamaged: OnDamaged,
): LocalUsers {
  const toUser = ({ instituteCode, name }: { instituteCode: string; name: string }): LocalUser => ({
    user: instituteCode,
    role: "school-office",
    name,
  });
  return {
    async find(user) {
      if (user === healthOffice.user) return healthOffice;
      const code = normaliseCode(user);
      const institute = codePattern.test(code) ? await institutes.get(code) : undefined;
      return institute && toUser(institute);
    },
    async list() {
      const found = await institutes.getMany(await instituteCodes(), onDamaged);
      return [healthOffice, ...found.map(toUser).sort((a, b) => a.user.localeCompare(b.user))];
    },
  };
}

/** The deployed system has no use for a list of all institutes, so no store reads one; a local engine may be scanned. */
export function scanInstituteCodes(engine: { endpoint: string; region: string; tablePrefix: string }): InstituteCodes {
  const client = new DynamoDBClient({
    endpoint: engine.endpoint,
    region: engine.region,
    credentials: localCredentials,
  });
  const { name, partitionKey } = tables.institutes;
  return async () => {
    const codes: string[] = [];
    const pages = paginateScan(
      { client },
      { TableName: engine.tablePrefix + name, ProjectionExpression: partitionKey },
    );
    for await (const { Items = [] } of pages) codes.push(...Items.flatMap((item) => item[partitionKey]?.S ?? []));
    return codes;
  };
}
