/** Every code a driver, a connection or the reconciler may put into a problem of a resource or a lane. */
export const serviceProblemCodes = [
  // The reconciler, on behalf of every service.
  'unexpected',
  'read-incomplete',
  'generation-stale',
  'epoch-stale',
  'change-not-seen',

  // Reaching a server.
  'server-unreachable',
  'host-key-wrong',
  'certificate-wrong',
  'ssh-refused',
  'credentials-unreadable',
  'debug-log-on',
  'settings-refused', // of a server: which service, which setting
  'value-refused', // a stored value that no driver sends

  // The directory.
  'bind-refused',
  'ldap-base-missing',
  'ldap-busy',
  'ldap-constraint', // an address or a uid that another entry holds
  'ldap-failed',
  'ldap-fence-blind', // the worker may not see, or the server not enforce, what fences its writes
  'ldap-forbidden',
  'ldap-invalid',
  'ldap-missing', // the entry it belongs to is not there
  'ldap-not-empty',
  'ldap-referral',
  'ldap-taken',

  // The agent.
  'agent-bad-request', // agent and platform are not of the same version
  'agent-busy',
  'agent-failed',
  'agent-unreadable',

  // Backups.
  'backup-source-missing', // no server of that name backs up
  'backup-source-unreachable',
  'backup-not-yet', // the server itself refuses to erase so soon
  'backup-in-use',
  'backup-name-taken',
  'backup-repository-unreachable',
  'backup-repository-refused',
  'backup-repository-full',
  'backup-repository-locked',
  'backup-repository-older', // than what its source remembers of it
  'backup-passphrase-missing',
  'backup-archive-missing',
  'backup-thing-missing',
  'backup-thing-aside', // a mailbox nobody can open
  'backup-content-differs',
  'backup-interrupted',
  'backup-no-space',
  'backup-failed',

  // Web sites.
  'site-config-refused', // the server's own check says no
  'site-secret-needed', // a password or a certificate that only a person can give again
  'site-name-taken',
  'site-in-use', // something still stands on it
  'site-missing', // what it belongs to is not there
  'site-server-full',
  'site-php-missing', // the version of a site that was made when the server still had it
  'site-log-gone', // the part asked for is older than what is kept
  'site-broken',
  'site-unknown',

  // Probes and proofs.
  'smtp-refused',
  'dns-unanswered',
  'probe-broken',
  'probe-unknown',
] as const;

export type ServiceProblemCode = (typeof serviceProblemCodes)[number];
