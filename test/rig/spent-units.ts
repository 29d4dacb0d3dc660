import type { Meter } from "../../shared/store/database.ts";
import type { TableId } from "../../shared/tables.ts";

export type Units = { readUnits: number; writeUnits: number; calls: number };

export type UnitCounter = {
  meter: Meter;
  /** The units of all calls since the last time, as the engine's answers report them. */
  spent: () => Units;
  /** The same units by table. */
  spentByTable: () => ReadonlyMap<TableId, Units>;
};

const none: Units = { readUnits: 0, writeUnits: 0, calls: 0 };

export function countUnits(): UnitCounter {
  let byTable = new Map<TableId, Units>();
  function spentByTable() {
    const taken = byTable;
    byTable = new Map();
    return taken;
  }
  return {
    meter(_operation, table, readUnits, writeUnits) {
      byTable.set(table, sum(byTable.get(table) ?? none, { readUnits, writeUnits, calls: 1 }));
    },
    spent: () => totalOf(spentByTable()),
    spentByTable,
  };
}

export function totalOf(byTable: ReadonlyMap<TableId, Units>): Units {
  return [...byTable.values()].reduce(sum, none);
}

function sum(one: Units, other: Units): Units {
  return {
    readUnits: one.readUnits + other.readUnits,
    writeUnits: one.writeUnits + other.writeUnits,
    calls: one.calls + other.calls,
  };
}
