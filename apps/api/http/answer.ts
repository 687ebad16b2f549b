/** What a route answers when 200 and a bare body are not enough. */
export class Answer {
  constructor(
    readonly status: number,
    readonly body: unknown,
    readonly headers: Readonly<Record<string, string>> = {},
    /** Shown beside the body in this answer alone, and kept nowhere: a generated password. */
    readonly once: Readonly<Record<string, unknown>> = {},
  ) {}
}

/** The version of one object as an entity tag (RFC 9110 8.8.3): strong, since any edit raises it. */
export const etagOf = (version: bigint | number | string): string => `"v${version}"`;
