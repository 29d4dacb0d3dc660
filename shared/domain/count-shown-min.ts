/**
 * Smaller numbers could point at somebody: counts of pupils below it do not leave the health office, and no figure is
 * shown that fewer schools stand behind.
 */
export const countShownMin = 5;
