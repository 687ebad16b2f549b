/** Content types a table of people comes as. */
export const tableTypes = ['text/csv', 'application/octet-stream', 'text/plain', 'text/tab-separated-values'] as const;
/** The most one table may weigh; JSON bodies have a smaller maximum of their own. */
export const tableMaximumBytes = 5 * 1024 * 1024;
