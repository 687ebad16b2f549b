const newline = 0x0a;

/** Lines of a stream of bytes, one held at a time. Only a line feed ends a line, as texts of JSON may hold the other
 *  signs that end lines elsewhere (U+2028); a last line needs none. */
export async function* linesOf(stream: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let pending: Uint8Array[] = [];
  for await (const chunk of stream) {
    let rest = chunk as Buffer;
    for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline)) {
      yield Buffer.concat([...pending, rest.subarray(0, end)]);
      pending = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) pending.push(rest);
  }
  if (pending.length > 0) yield Buffer.concat(pending);
}
