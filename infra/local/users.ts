import { DynamoDBClient, paginateScan } from "@aws-sdk/client-dynamodb";
import { codePattern, normaliseCode } from "../../shared/domain/codes.ts";
import { type Ownership, officesOf } from "../../shared/domain/jurisdiction.ts";
import { localCredentials } from "../../shared/store/database.ts";
import type { InstituteStore } from "../../shared/store/institute-store.ts";
import type { OnDamaged } from "../../shared/store/parse-item.ts";
import { tables } from "../../shared/tables.ts";

/** A user who can sign in to the local cloud. */
export type LocalUser = { user: string; name: string } & LocalAccount;

/** The data that the identity provider of the cloud has about an account. */
type LocalAccount =
  | { role: "region" }
  | { role: "health-office"; officeCode: string }
  | { role: "school-authority"; territories: readonly string[] }
  | { role: "school-office" };

export type LocalUsers = {
  find: (user: string) => Promise<LocalUser | undefined>;
  /** The region, the health offices, the school authorities, then every institute by its code. */
  list: () => Promise<LocalUser[]>;
};

type InstituteCodes = () => Promise<string[]>;

/** The user name without a code is the first health office. */
const anyOffice = "health-office" as const;

/** The region, every health office, a school authority for each territory, with its name, and every institute. */
export function openLocalUsers(
  institutes: Pick<InstituteStore, "get" | "getMany">,
  instituteCodes: InstituteCodes,
  ownership: () => Promise<Ownership>,
  onDamaged: OnDamaged,
): LocalUsers {
  const toUser = ({ instituteCode, name }: { instituteCode: string; name: string }): LocalUser => ({
    user: instituteCode,
    role: "school-office",
    name,
  });
  async function ofRegion(): Promise<LocalUser[]> {
    const owners = await ownership();
    const known = officesOf(owners);
    const office = (officeCode: string) => ({
      user: `${anyOffice}:${officeCode}`,
      role: anyOffice,
      name: `ATS ${officeCode}`,
      officeCode,
    });
    return [
      { user: "region", role: "region", name: "Regione" },
      ...known.slice(0, 1).map((first) => ({ ...office(first), user: anyOffice })),
      ...known.map(office),
      ...owners.territories.map(({ territory }) => ({
        user: `school-authority:${territory}`,
        role: "school-authority" as const,
        name: `UST ${territory}`,
        territories: [territory],
      })),
    ];
  }
  return {
    async find(user) {
      const known = (await ofRegion()).find((one) => one.user === user);
      if (known !== undefined) return known;
      const code = normaliseCode(user);
      const institute = codePattern.test(code) ? await institutes.get(code) : undefined;
      return institute && toUser(institute);
    },
    async list() {
      const found = await institutes.getMany(await instituteCodes(), onDamaged);
      return [...(await ofRegion()), ...found.map(toUser).sort((a, b) => a.user.localeCompare(b.user))];
    },
  };
}

/** The deployed system never needs a list of all institutes, so no store reads one. A local engine may be scanned. */
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
