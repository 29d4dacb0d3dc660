/**
 * Smaller numbers could identify a person. So smaller counts of pupils do not leave the health office, and a figure
 * from fewer schools is not shown.
 */
export const countShownMin = 5;
