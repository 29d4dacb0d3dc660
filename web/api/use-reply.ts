import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { RouteName } from "../../shared/routes.ts";
import { useSession } from "../session/session-context.ts";
import { useLanguage } from "../words/language.tsx";
import { ApiProblem } from "./api-problem.ts";
import type { CallInput } from "./api-types.ts";
import { type ApiCall, type ApiReply, openApi } from "./call-api.ts";

/** A call without connection is repeated. A refusal is not, because the next answer would be the same. */
const retriesMax = 2;

/** Calls the API for the person of the session, in the language of the pages. */
export function useApi(): ApiCall {
  const { session } = useSession();
  const { language } = useLanguage();
  return openApi({ token: session?.token, language });
}

/** The answer of a GET route. It is read again when the language changes, because problems contain words. */
export function useReply<Name extends RouteName>(
  name: Name,
  input: CallInput<Name>,
  options: { refetchMillis?: number; enabled?: boolean } = {},
): UseQueryResult<ApiReply<Name>> {
  const call = useApi();
  const { language } = useLanguage();
  return useQuery({
    queryKey: [name, input, language],
    queryFn: () => call(name, input),
    retry: (failures, fault) => failures < retriesMax && !(fault instanceof ApiProblem),
    ...(options.refetchMillis === undefined ? {} : { refetchInterval: options.refetchMillis }),
    ...(options.enabled === undefined ? {} : { enabled: options.enabled }),
  });
}
