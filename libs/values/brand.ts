declare const brand: unique symbol;

/** A value that only its parser makes; the brand exists for the compiler alone. */
export type Brand<Value, Name extends string> = Value & { readonly [brand]: Name };
