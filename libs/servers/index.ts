// What lives here: the connections to servers. SSH to the agent, LDAPS to the directory, SMTP for probes, DNS questions;
// kept warm between runs, every wait with a deadline, certificates and host keys pinned, values sent as values.
// This is the only place that knows ldapts, ssh2 and the SMTP client.
// What may never live here: what an entry or a verb means (libs/services), a shell string, a secret kept in a field of
// ours, a retry: what went unanswered is unknown, and the next run looks again.
export { type AgentAddress, AgentConnection, type AgentRequest, type AgentWait } from './agent/agent-connection.js';
export { type AgentAnswer, refusal } from './agent/agent-protocol.js';
export { Connections, type DirectoryDestination } from './connections.js';
export type { CredentialReader, Destination } from './credentials.js';
export {
  type AttributeValues,
  type DirectoryAddress,
  DirectoryConnection,
  type Modification,
  type Search,
} from './directory/directory-connection.js';
export type { DirectoryEntry } from './directory/directory-entry.js';
export { allOf, anyOf, atLeast, type DirectoryFilter, equals, not, notNewerThan } from './directory/filters.js';
export { type DnsServers, resolveMx, resolveTxt } from './dns.js';
export { type ServerProblemCode, serverProblemCodes } from './failures.js';
export { type Borrowed, type Connection, SharedConnections } from './shared-connections.js';
export { type SmtpAddress, SmtpConnection, type SmtpReply } from './smtp/smtp-connection.js';
export { untilAborted, type Wait } from './until-aborted.js';
