import { expect, test } from "vitest";
import { eventBridgeCron } from "../../infra/aws/eventbridge-cron.ts";

test.each([
  ["5 0 * * TUE,THU", "cron(5 0 ? * TUE,THU *)"],
  ["0 7-23 * * TUE-FRI", "cron(0 7-23 ? * TUE-FRI *)"],
  ["20 0-1,3-23 * * *", "cron(20 0-1,3-23 * * ? *)"],
  ["0 9 1 9 *", "cron(0 9 1 9 ? *)"],
])("%s becomes %s: one of the two day fields says nothing", (cron, expected) => {
  expect(eventBridgeCron(cron)).toBe(expected);
});

test.each([
  ["5 0 * * 2", /as names/],
  ["5 0 * * TUE,4", /as names/],
  ["5 0 1 * TUE", /a day of the month and a weekday/],
  ["5 0 * *", /not a cron of five fields/],
  ["0 5 0 * * TUE", /not a cron of five fields/],
])("%s is refused: EventBridge would not understand it as croner does", (cron, reason) => {
  expect(() => eventBridgeCron(cron)).toThrow(reason);
});
