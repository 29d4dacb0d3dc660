import type * as z from "zod";
import type { RouteName, routes } from "../../shared/routes.ts";

type ContractOf<Name extends RouteName> = (typeof routes)[Name]["contract"];

type PathPart<C> = C extends { readonly path: infer Schema extends z.ZodType } ? { path: z.input<Schema> } : object;
type QueryPart<C> = C extends { readonly query: infer Schema extends z.ZodType }
  ? object extends z.input<Schema>
    ? { query?: z.input<Schema> }
    : { query: z.input<Schema> }
  : object;
type BodyPart<C> = C extends { readonly body: infer Bodies }
  ? {
      body: { [Media in keyof Bodies]: Bodies[Media] extends z.ZodType ? z.input<Bodies[Media]> : never }[keyof Bodies];
    }
  : object;
type IfMatchPart<C> = C extends { readonly ifMatch: "required" }
  ? { ifMatch: number }
  : C extends { readonly ifMatch: "optional" }
    ? { ifMatch?: number }
    : object;

/** The input of a call of the route, by the route's own contract. */
export type CallInput<Name extends RouteName> = PathPart<ContractOf<Name>> &
  QueryPart<ContractOf<Name>> &
  BodyPart<ContractOf<Name>> &
  IfMatchPart<ContractOf<Name>>;

type BodyOfReply<Reply> = Reply extends { readonly body: infer Schema extends z.ZodType }
  ? z.output<Schema>
  : undefined;
type Replies<Name extends RouteName> = ContractOf<Name>["replies"];

/** The body of the route's answer when it succeeds. */
export type ReplyBody<Name extends RouteName> = BodyOfReply<
  Replies<Name>[Extract<keyof Replies<Name>, 200 | 201 | 204>]
>;
