import { newApi, type TestApi } from '../api/support/api.js';
import { addMember, addServers } from '../api/support/story.js';

/** An API with two members, the technician Léo, and somebody of the board with a token of her own. */
export interface Ledger {
  readonly api: TestApi;
  /** Headers of the person of the board. */
  readonly board: Readonly<Record<string, string>>;
  log(body: object): Promise<Entry>;
  validate(body: object): Promise<void>;
}

export interface Entry extends Record<string, unknown> {
  readonly id: string;
  readonly start: string;
  readonly end: string;
  readonly minutes: number;
  readonly version: number;
}

export async function newLedger(): Promise<Ledger> {
  const api = await newApi();
  await addServers(api);
  for (const slug of ['la-recre', 'theatre']) await addMember(api, slug);
  const { token } = (await api.ask('POST', '/api/v1/tokens', { body: { name: 'anne' } })).body;
  await api.ask('POST', '/api/v1/technicians', { body: { name: 'leo', fullName: 'Léo Exemple' } });
  const board = { authorization: `Bearer ${token}` };
  return {
    api,
    board,
    log: async body => {
      const made = await api.ask('POST', '/api/v1/days', { body });
      if (made.status !== 201) throw new Error(made.text);
      return made.body.entry;
    },
    validate: async body => {
      const done = await api.ask('POST', '/api/v1/days/validate', { body, headers: board });
      if (done.status !== 200) throw new Error(done.text);
    },
  };
}
