/** The name mail programs and the DNS know a mail server by: its setting `publicName`, else its address. */
export function mailHost(address: string, settings: Readonly<Record<string, unknown>>): string {
  const { publicName } = settings;
  return typeof publicName === 'string' && publicName !== '' ? publicName : address;
}
