/** Facts about one site on one survey day, as bits. */
export const dayFlags = {
  /** Asked, and open: on time, late or missing. */
  expected: 1 << 0,
  onTime: 1 << 1,
  late: 1 << 2,
  /** Asked, but closed that day: not expected, not missing, not 0 %. */
  exempt: 1 << 3,
  /** Reported without being asked. */
  unexpected: 1 << 4,
  strike: 1 << 5,
  weather: 1 << 6,
  /** One of the first two survey days of the school year. */
  yearStart: 1 << 7,
  /** The first survey day after five or more days without lessons. */
  afterBreak: 1 << 8,
  /** Lessons stop on the next day. */
  beforeClosure: 1 << 9,
  /** This observation alarmed in the final verdict; it does not train. */
  alarmed: 1 << 10,
  /** The same count for the fourth survey day in a row. */
  sameCount: 1 << 11,
} as const;
