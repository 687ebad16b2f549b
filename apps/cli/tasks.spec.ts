import { afterEach, expect, it } from '@jest/globals';
import { FakeApi } from './fake-api.js';
import { taskReasons } from './commands/tasks.js';
import type { Task } from './task.js';

let api: FakeApi | undefined;
afterEach(() => api?.close());

const task = { id: 't1', state: 'running', memberId: null, failures: [] } as unknown as Task;
const problem = { code: 'bind-refused', title: 'The password is refused', detail: '', action: 'Mend it.' };
const lane = { service: 'directory', server: { id: '1', name: 'dir1' }, stopped: null, problem };

it('a task that waits for a server in trouble says so, and one that ended says nothing of today', async () => {
  api = new FakeApi(() => ({ items: [lane] }));
  const terminal = await api.terminal();
  expect((await taskReasons(terminal, task)).join()).toContain('directory dir1: The password is refused');
  expect(await taskReasons(terminal, { ...task, state: 'done' })).toEqual([]);
});
