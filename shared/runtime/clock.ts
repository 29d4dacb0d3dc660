/** Where time comes from. The local cloud hands in one that can be moved; everything else is told the time. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
