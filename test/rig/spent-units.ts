import type { Meter } from "../../shared/store/database.ts";
import type { TableId } from "../../shared/tables.ts";

export type Units = { readUnits: number; writeUnits: number; calls: number };

export type UnitCounter = {
  meter: Meter;
  /** What all calls since the last time consumed, by the engine's own answers. */
  take: () => Units & { byTable: ReadonlyMap<TableId, Units> };
};

const none = (): Units => ({ readUnits: 0, writeUnits: 0, calls: 0 });

export function countUnits(): UnitCounter {
  let byTable = new Map<TableId, Units>();
  return {
    meter(_operation, table, readUnits, writeUnits) {
      const units = byTable.get(table) ?? none();
      byTable.set(table, {
        readUnits: units.readUnits + readUnits,
        writeUnits: units.writeUnits + writeUnits,
        calls: units.calls + 1,
      });
    },
    take() {
      const taken = byTable;
      byTable = new Map();
      const total = [...taken.values()].reduce(
        (sum, units) => ({
          readUnits: sum.readUnits + units.readUnits,
          writeUnits: sum.writeUnits + units.writeUnits,
          calls: sum.calls + units.calls,
        }),
        none(),
      );
      return { ...total, byTable: taken };
    },
  };
}
