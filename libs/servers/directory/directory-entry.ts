import type { Entry } from 'ldapts';

/**
 * One entry as read. Attribute names are compared without case and every attribute is a list; values that are not UTF-8
 * come as `base64:…`, so that a foreign value is a difference and never a crash.
 */
export class DirectoryEntry {
  readonly dn: string;
  private readonly attributes = new Map<string, readonly string[]>();

  constructor({ dn, ...attributes }: Entry) {
    this.dn = dn;
    for (const [name, value] of Object.entries(attributes)) this.attributes.set(name.toLowerCase(), textsOf(value));
  }

  /** In the order of their code units; an attribute that is absent, or hidden from us, has none. */
  values(name: string): readonly string[] {
    return this.attributes.get(name.toLowerCase()) ?? [];
  }

  /** The value of an attribute that should have one; the list when it has several, undefined when it has none. */
  value(name: string): string | readonly string[] | undefined {
    const values = this.values(name);
    return values.length > 1 ? values : values[0];
  }
}

function textsOf(value: Entry[string]): readonly string[] {
  const values: readonly (string | Buffer)[] = Array.isArray(value) ? value : [value];
  return values.map(textOf).sort();
}

function textOf(value: string | Buffer): string {
  return typeof value === 'string' ? value : `base64:${value.toString('base64')}`;
}
