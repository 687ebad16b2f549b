/** RFC 2142: mailboxes the rest of the world expects to reach somebody responsible. */
const rfc2142 = `info marketing sales support abuse noc security postmaster hostmaster usenet news webmaster www uucp ftp`;

/** Names that strangers, certificate authorities (CA/Browser Forum 3.2.2.4.4) and machines take for authority. */
const authority = `root admin administrator administrateur sysadmin ssladmin ssladministrator sslwebmaster toor
  mailer-daemon mailerdaemon mailer nobody noreply no-reply bounce bounces list-request majordomo listserv mailman
  owner-list trusted-by all everyone staff-all amie`;

/** Accounts of Debian and of our daemons: cron and packages write to them. */
const daemons = `daemon bin sys sync games man lp mail proxy www-data backup list irc gnats systemd messagebus sshd
  postfix dovecot dovenull vmail rspamd openldap slapd ldap nginx apache mysql mariadb postgres redis borg git clamav
  opendkim dkim dmarc arc spf mta-sts tls-reports tlsrpt autoconfig autodiscover imap imaps pop pop3 smtp smtps lmtp
  submission canary probe store`;

const reserved = new Set(`${rfc2142} ${authority} ${daemons}`.split(/\s+/));

/** Whether only a technician may hand out this name (RFC 2142, `root`, `admin`, the daemons). Case does not count. */
export function isReservedLocalPart(localPart: string): boolean {
  return reserved.has(localPart.toLowerCase());
}
