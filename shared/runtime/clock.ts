/** The source of the time. The local cloud uses a clock that can be moved; all other code gets the time as a value. */
export type Clock = () => Date;

export const systemClock: Clock = () => new Date();
