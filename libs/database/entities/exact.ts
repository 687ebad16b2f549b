/** 64-bit integers are bigint on our connections; TypeORM would turn them into text on the way in. */
export const exact = { from: (value: bigint) => value, to: (value: bigint) => value };
