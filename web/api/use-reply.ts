import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { RouteName } from "../../shared/routes.ts";
import { useSession } from "../session/session-context.ts";
import { useLanguage } from "../words/language.tsx";
import { ApiProblem } from "./api-problem.ts";
import type { CallInput } from "./api-types.ts";
import { type ApiCall, type ApiReply, openApi } from "./call-api.ts";

/** A lost connection is tried again; a refusal will be the same next time. */
const retriesMax = 2;

/** Calls the API as whoever has the session, in the language of the pages. */
export function useApi(): ApiCall {
  const { session } = useSession();
  const { language } = useLanguage();
  return openApi({ token: session?.token, language });
}

/** What a GET route answers; read again when the language changes, since problems come in words. */
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
