import { describe, expect, it } from "vitest";
import { contactNews, unique } from "../../../shared/domain/registry/contact-change.ts";

const valid = (...emails: string[]) => emails.map((email) => ({ email, state: "valid" as const }));
const [ada, bea, eva] = ["ada@scuola.example", "bea@scuola.example", "eva@scuola.example"];

describe("a change of contacts", () => {
  it.each([
    ["one in the place of another", valid(ada), valid(bea), { added: [bea], removed: [ada], readers: [ada, bea] }],
    ["the first one", [], valid(ada), { added: [ada], removed: [], readers: [ada] }],
    ["none any more", valid(ada), [], { added: [], removed: [ada], readers: [ada] }],
    ["one more", valid(ada), valid(ada, bea), { added: [bea], removed: [], readers: [ada, bea] }],
    ["nothing", valid(ada, bea), valid(bea, ada), { added: [], removed: [], readers: [bea, ada] }],
    ["nothing but the case", valid(ada), valid("ADA@scuola.example"), { added: [], removed: [] }],
    ["one twice", valid(ada, ada), valid(bea, bea), { added: [bea], removed: [ada], readers: [ada, bea] }],
  ])("%s", (_, before, present, news) => {
    expect(contactNews(before, present)).toMatchObject(news);
  });

  it.each(["bounced", "complained"] as const)(
    "an address that has %s is named in the mail, but gets no mail",
    (state) => {
      expect(contactNews([{ email: ada, state }], valid(bea))).toEqual({
        added: [bea],
        removed: [ada],
        readers: [bea],
      });
      expect(contactNews(valid(ada, bea), [{ email: ada, state }])).toEqual({
        added: [],
        removed: [bea],
        readers: [bea],
      });
    },
  );
});

it("the first of two equal addresses counts", () => {
  expect(
    unique([...valid(ada, bea), { email: "Ada@scuola.example", state: "bounced" as const }, ...valid(eva)]),
  ).toEqual(valid(ada, bea, eva));
});
