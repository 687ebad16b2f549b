import { parseDomainName } from '@amie/values';

/** The name mail programs and the DNS know a mail server by: its setting `mail.name`, else its address. */
export function mailHost(address: string, settings: Readonly<Record<string, unknown>>): string {
  const { name } = (settings.mail ?? {}) as { name?: unknown };
  return typeof name === 'string' && name !== '' ? name : address;
}

/** Whether that name can stand in an MX or SRV line: a full host name, never an IP address (RFC 1035 3.3.9). */
export function isNamedForMail(address: string, settings: Readonly<Record<string, unknown>>): boolean {
  return parseDomainName(mailHost(address, settings), { suffix: 'any' }).ok;
}
