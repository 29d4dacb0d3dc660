import { describe, expect, test } from "vitest";
import { accountSession, linkSession } from "../../web/session/session.ts";

const tokenOf = (claims: object) =>
  `${Buffer.from("{}").toString("base64url")}.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;

describe("on whose behalf the pages call", () => {
  test("a school office has its institutes, and without any it has no role here", () => {
    const session = (institutes: string) => accountSession(tokenOf({ role: "school-office", institutes }), "A");
    expect(session("ZZIC80100A ZZIC802006")).toMatchObject({
      kind: "school-office",
      instituteCodes: ["ZZIC80100A", "ZZIC802006"],
    });
    expect(session(" ")).toMatchObject({ kind: "no-role" });
  });

  test.each([{}, { role: "operator" }, { role: "school-office" }])("%j is no role here", (claims) => {
    expect(accountSession(tokenOf(claims), "A")).toMatchObject({ kind: "no-role" });
  });

  test("a link is one institute's for one day, and anything else is none", () => {
    expect(linkSession(tokenOf({ sub: "ZZIC80100A", day: "2026-11-24" }))).toMatchObject({
      instituteCode: "ZZIC80100A",
      surveyDate: "2026-11-24",
    });
    expect(linkSession(tokenOf({ sub: "ZZIC80100A" }))).toBeUndefined();
    expect(linkSession("nothing")).toBeUndefined();
  });
});
