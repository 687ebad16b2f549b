import { BerWriter, Control, type Filter } from 'ldapts';

/** OctetString, universal tag 4. */
const octetString = 0x04;

/**
 * Makes an operation conditional on a filter that its entry must match (RFC 4528), atomically and always critical: a
 * server that does not know it refuses the operation instead of ignoring the condition. Never for an add, where the
 * filter would be read against the entry being added.
 */
export class AssertionControl extends Control {
  constructor(private readonly filter: Filter) {
    super('1.3.6.1.1.12', { critical: true });
  }

  protected override writeControl(writer: BerWriter): void {
    const value = new BerWriter();
    this.filter.write(value);
    writer.writeBuffer(value.buffer, octetString);
  }
}
