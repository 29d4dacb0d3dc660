import fc from "fast-check";
import { describe, expect, expectTypeOf, it } from "vitest";
import { alertIdOf } from "../shared/domain/alerts/alert-id.ts";
import { type PageOf, pagePath, pages, pageUrl } from "../shared/page-paths.ts";

describe("the address of a page", () => {
  it("is what mails that were sent and bookmarks that were made hold", () => {
    const origin = "https://sentinella.example";
    expect(pageUrl(origin, "home")).toBe(`${origin}/`);
    expect(pageUrl(origin, "enter", { token: "eyJh.eyJz.x-_9" })).toBe(`${origin}/enter#token=eyJh.eyJz.x-_9`);
    expect(pageUrl(origin, "coverage")).toBe(`${origin}/coverage`);
    expect(pageUrl(origin, "contacts")).toBe(`${origin}/contacts`);
    expect(pageUrl(origin, "alerts")).toBe(`${origin}/alerts`);
  });

  it("says what follows the question mark only when it is given", () => {
    expect(pagePath("home")).toBe("/");
    expect(pagePath("home", {})).toBe("/");
    expect(pagePath("home", { "sign-in": "failed" })).toBe("/?sign-in=failed");
  });

  it("holds any parameter so that it is read back, and no parameter leaves its place", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const alert = new URL(`https://sentinella.example${pagePath("alert", { alertId: `.${text}x` })}`);
        const [, folder, alertId = "", ...more] = alert.pathname.split("/");
        expect([folder, decodeURIComponent(alertId), more]).toEqual(["alerts", `.${text}x`, []]);
        const enter = new URL(`https://sentinella.example${pagePath("enter", { token: text })}`);
        expect(enter.pathname).toBe("/enter");
        expect(new URLSearchParams(enter.hash.slice(1)).get("token")).toBe(text);
      }),
    );
  });

  it("holds the identifier of an alert as it is", () => {
    const scope = { kind: "territory", territory: "MONZA E DELLA BRIANZA'.", level: "primary" } as const;
    const alertId = alertIdOf(scope, "territory", 1);
    expect(pagePath("alert", { alertId })).toBe(`/alerts/${alertId}`);
  });

  it("does not compile with a wrong or a missing parameter", () => {
    type OfAlert = Parameters<typeof pagePath<"alert">>;
    expectTypeOf<OfAlert[1]>().toExtend<{ alertId: string }>();
    // @ts-expect-error Which alert?
    const missing = () => pagePath("alert");
    // @ts-expect-error An alert's identifier is a text.
    const wrongType = () => pagePath("alert", { alertId: 1 });
    // @ts-expect-error Nobody is let in without a token.
    const noToken = () => pagePath("enter");
    // @ts-expect-error The start page knows no other outcome.
    const wrongValue = () => pagePath("home", { "sign-in": "refused" });
    // @ts-expect-error The parameter has another name.
    const wrongName = () => pagePath("home", { signIn: "failed" });
    // @ts-expect-error This page has no parameter.
    const tooMany = () => pagePath("coverage", { date: "2026-11-24" });
    // @ts-expect-error There is no such page.
    const noPage = () => pagePath("dashboard");
    // @ts-expect-error A whole address asks for the same.
    const noTokenInMail = () => pageUrl("https://sentinella.example", "enter");
    const refused = [missing, wrongType, noToken, wrongValue, wrongName, tooMany, noPage, noTokenInMail];
    expectTypeOf(refused).items.toBeFunction();
  });
});

describe("the table of pages", () => {
  it("gives no two pages one path", () => {
    const paths = Object.values(pages).map(({ path }) => path.replace(/:\w+/g, ":"));
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("gives each reader the pages of theirs, and each page a reader", () => {
    expectTypeOf<PageOf<"link">>().toEqualTypeOf<"home" | "enter">();
    for (const [name, { readers }] of Object.entries(pages)) expect(readers, name).not.toHaveLength(0);
  });
});
