import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { FaultNotice } from "./fault-notice.tsx";
import { Loading } from "./loading.tsx";

/** Shows the answer. Before it comes, it shows that it is loading, or why it did not come. */
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
