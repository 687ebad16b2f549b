/** The name mail programs and the DNS know a mail server by: its setting `mail.name`, else its address. */
export function mailHost(address: string, settings: Readonly<Record<string, unknown>>): string {
  const { name } = (settings.mail ?? {}) as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : address;
}
