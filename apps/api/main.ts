import { readConfig } from '@amie/config';
import { openApi } from './api.js';
import { ensureFirstToken } from './first-token.js';

const config = readConfig();
const { app, db, close } = await openApi(config);
await ensureFirstToken(db, config.tokenFile);
await app.listen(config.listen.port, config.listen.address);

const stop = (): void => {
  // A stream or a request that hangs must not keep the process.
  setTimeout(() => process.exit(0), 5000).unref();
  void close().finally(() => process.exit(0));
};
process.once('SIGTERM', stop).once('SIGINT', stop);
