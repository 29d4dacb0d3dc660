import { describe, expect, it } from "vitest";
import { giveTerritories } from "../../../shared/domain/region/give-territories.ts";
import { firstOfficeCode } from "../../../shared/domain/region/health-office.ts";

const milano = "ats-milano";
const brescia = "ats-brescia";
const owners = new Map([
  ["BRESCIA", brescia],
  ["LODI", milano],
  ["MILANO", milano],
  ["SONDRIO", firstOfficeCode],
]);

describe("the territories of an office", () => {
  it("are the named ones: new ones and the first office's come to it, the others return to the first", () => {
    expect(giveTerritories(milano, ["COMO", "SONDRIO", "MILANO", "COMO"], owners)).toEqual({
      kind: "transfers",
      transfers: [
        { territory: "COMO", from: firstOfficeCode, to: milano },
        { territory: "SONDRIO", from: firstOfficeCode, to: milano },
        { territory: "LODI", from: milano, to: firstOfficeCode },
      ],
      territories: ["COMO", "MILANO", "SONDRIO"],
    });
  });

  it("are refused when another office owns some, and the refusal names them", () => {
    expect(giveTerritories(brescia, ["MILANO", "SONDRIO", "LODI"], owners)).toEqual({
      kind: "taken",
      taken: [
        { territory: "MILANO", officeCode: milano },
        { territory: "LODI", officeCode: milano },
      ],
    });
    expect(giveTerritories(firstOfficeCode, ["BRESCIA"], owners)).toEqual({
      kind: "taken",
      taken: [{ territory: "BRESCIA", officeCode: brescia }],
    });
  });

  it("stay with the first office until another is given them", () => {
    expect(giveTerritories(firstOfficeCode, ["COMO"], owners)).toEqual({
      kind: "transfers",
      transfers: [{ territory: "COMO", from: firstOfficeCode, to: firstOfficeCode }],
      territories: ["COMO", "SONDRIO"],
    });
  });

  it("stay when the office already owns them", () => {
    expect(giveTerritories(milano, ["MILANO", "LODI"], owners)).toMatchObject({ transfers: [] });
  });
});
