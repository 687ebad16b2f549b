import { readConfig } from '@amie/config';
import { openApi } from './api.js';
import { ensureFirstToken } from './first-token.js';
import { forgetOldKeys } from './http/idempotency.js';

/** Runs the API until it is asked to stop. */
export async function start(): Promise<void> {
  const config = readConfig();
  const { app, db, close } = await openApi(config);
  await ensureFirstToken(db, config.tokenFile);
  const forget = (): void => void forgetOldKeys(db).catch(() => undefined);
  forget();
  setInterval(forget, 3_600_000).unref();
  await app.listen(config.listen.port, config.listen.address);
  const stop = (): void => {
    // A stream or a request that hangs must not keep the process.
    setTimeout(() => process.exit(0), 5000).unref();
    void close().finally(() => process.exit(0));
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
}
