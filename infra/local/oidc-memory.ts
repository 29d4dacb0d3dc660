import type { Adapter, AdapterFactory, AdapterPayload } from "oidc-provider";

/** Sessions, codes and grants of the people who try the local cloud. The oldest are deleted first. */
const entriesMax = 5_000;

/**
 * The memory of the OIDC provider. After a restart people must sign in again. Access tokens stay valid, because their
 * key is in the data folder.
 */
export function oidcMemory(): AdapterFactory {
  const entries = new Map<string, AdapterPayload>();

  return (model): Adapter => {
    const key = (id: string) => `${model}:${id}`;
    const find = (matches: (payload: AdapterPayload) => boolean) =>
      [...entries].find(([name, payload]) => name.startsWith(`${model}:`) && matches(payload))?.[1];

    return {
      async upsert(id, payload) {
        entries.delete(key(id));
        entries.set(key(id), payload);
        const [oldest] = entries.keys();
        if (entries.size > entriesMax && oldest !== undefined) entries.delete(oldest);
      },
      find: async (id) => entries.get(key(id)),
      findByUid: async (uid) => find((payload) => payload.uid === uid),
      findByUserCode: async (userCode) => find((payload) => payload.userCode === userCode),
      async consume(id) {
        const payload = entries.get(key(id));
        if (payload !== undefined) entries.set(key(id), { ...payload, consumed: true });
      },
      destroy: async (id) => void entries.delete(key(id)),
      async revokeByGrantId(grantId) {
        for (const [name, payload] of entries) if (payload.grantId === grantId) entries.delete(name);
      },
    };
  };
}
