/** Stops what `global-setup.mjs` started; a run that was killed takes its PostgreSQL along by itself. */
export default async function tearDown() {
  await globalThis.amieMedium?.stop();
}
