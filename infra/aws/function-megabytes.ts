/** Memory of each function. More of it is also a faster processor: the start of a function is all computing. */
export const functionMegabytes = 1_024;
