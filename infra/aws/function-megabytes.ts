/**
 * Memory of each function. More memory also gives a faster processor, and the start of a function is pure computing.
 */
export const functionMegabytes = 1_024;
