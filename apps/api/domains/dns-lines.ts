/** One line to publish in the domain's DNS. */
export interface DnsLine {
  readonly purpose: 'proof' | 'mx' | 'spf' | 'dmarc' | 'submission' | 'imap';
  readonly name: string;
  readonly type: 'TXT' | 'MX' | 'SRV';
  readonly value: string;
  /** Mail works without it, only less comfortably. */
  readonly isOptional: boolean;
}

/**
 * The lines a member publishes so that its mail comes here and is believed elsewhere: proof, MX (RFC 5321), SPF
 * (RFC 7208), DMARC (RFC 7489), SRV for mail programs (RFC 6186). Pure. No DKIM yet: nothing here signs.
 */
export function dnsLines(domain: string, token: string, mailServer: string): readonly DnsLine[] {
  const line = (
    purpose: DnsLine['purpose'],
    name: string,
    type: DnsLine['type'],
    value: string,
    isOptional = false,
  ): DnsLine => ({ purpose, name, type, value, isOptional });
  return [
    line('proof', `_amie.${domain}`, 'TXT', `amie-proof=${token}`),
    line('mx', domain, 'MX', `10 ${mailServer}.`),
    line('spf', domain, 'TXT', 'v=spf1 mx ~all'),
    line('dmarc', `_dmarc.${domain}`, 'TXT', 'v=DMARC1; p=none', true),
    line('imap', `_imaps._tcp.${domain}`, 'SRV', `0 1 993 ${mailServer}.`, true),
    line('submission', `_submissions._tcp.${domain}`, 'SRV', `0 1 465 ${mailServer}.`, true),
    line('submission', `_submission._tcp.${domain}`, 'SRV', `0 2 587 ${mailServer}.`, true),
  ];
}
