// What lives here: the settings of an installation, read once from the environment, and the folder of credentials.
// This is the only reader of process.env in the whole project.
// What may never live here: business rules, connections, and a secret kept as a plain string for longer than one call.
export { type Config, type DatabaseRole, type Listen, type QueuePlacement, type Relay, readConfig } from './config.js';
export { type CliConfig, environment, readCliConfig, startSentence } from './cli-config.js';
export { ConfigError, type ConfigProblem } from './config-error.js';
export { Credentials } from './credentials.js';
