import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FaultNotice } from "./fault-notice.tsx";
import { Loading } from "./loading.tsx";

/** Shows what was answered; until then that it is on its way, or why it did not come. */
export function WithReply<Reply>({
  reply,
  children,
}: {
  reply: UseQueryResult<Reply>;
  children: (reply: Reply) => ReactNode;
}) {
  if (reply.data !== undefined) {
    return (
      <>
        {reply.isError && <FaultNotice fault={reply.error} onRetry={() => void reply.refetch()} />}
        {children(reply.data)}
      </>
    );
  }
  if (reply.isError) return <FaultNotice fault={reply.error} onRetry={() => void reply.refetch()} />;
  return <Loading />;
}
