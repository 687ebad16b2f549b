import { Option } from 'commander';
import { change, send, tellPlan } from '../change.js';
import { acting, changes, group, type Register, waiting } from '../command-line.js';
import { followTask } from '../follow-task.js';
import { stateWord } from '../state-words.js';
import { hasEnded, shortId, type Task } from '../task.js';
import { failureLines, tellEnd } from '../task-end.js';
import { findTask, takeTasks } from '../tasks.js';
import type { Terminal } from '../terminal.js';
import { whatWaits } from '../what-waits.js';

const taskHelp = ['travail : id, son début, ou « last »', 'task: id, its beginning, or "last"'] as const;

export const registerTasks: Register = (program, say) => {
  const tasks = group(program, 'tasks', say('les travaux demandés', 'the tasks asked for'));
  tasks
    .command('list')
    .description(say('liste les travaux récents', 'lists recent tasks'))
    .option('--member <member>', say('d’une association', 'of one member'))
    .addOption(new Option('--state <state>', say('état', 'state')).choices(['running', 'done', 'failed']))
    .option('--last <count>', say('combien (20)', 'how many (20)'), '20')
    .action(acting(list));
  tasks
    .command('show')
    .argument('<task>', say(...taskHelp))
    .description(say('montre un travail et ce qui échoue', 'shows a task and what fails'))
    .action(acting(show));
  waiting(tasks.command('follow').argument('<task>', say(...taskHelp)), say)
    .description(say('suit un travail jusqu’à sa fin', 'follows a task to its end'))
    .action(acting(follow));
  changes(tasks.command('undo').argument('<task>', say(...taskHelp)), say)
    .description(say('annule un travail : remet ce qui était là', 'takes a task back: puts back what was there'))
    .action(acting(undo));
  changes(tasks.command('retry').argument('<task>', say(...taskHelp)), say)
    .description(say('relance seulement ce qui a échoué', 'retries only what failed'))
    .action(acting(retry));
};

interface ListTasks {
  readonly member?: string;
  readonly state?: string;
  readonly last: string;
}

async function list(terminal: Terminal, { member, state, last }: ListTasks): Promise<void> {
  const { output } = terminal;
  output.rows(await takeTasks(terminal, { member, state }, Math.max(1, Math.trunc(Number(last)) || 20)), [
    { title: ['Travail', 'Task'], show: task => shortId(task.id) },
    { title: ['Demandé', 'Asked'], show: task => output.time(task.createdAt) },
    { title: ['État', 'State'], show: task => stateWord(task.state, output.say) },
    { title: ['Faits', 'Done'], show: ({ progress }) => `${progress.ready}/${progress.total}` },
    { title: ['Quoi', 'What'], show: task => task.title },
  ]);
}

async function show(terminal: Terminal, _: object, reference: string): Promise<void> {
  const { client, output } = terminal;
  const { body: task } = await client.get<Task>(`/tasks/${await findTask(terminal, reference)}`);
  const { ready, applied, waiting: left, failed, total } = task.progress;
  output.facts(task, [
    ['Travail', 'Task', task.title],
    ['Id', 'Id', task.id],
    ['État', 'State', stateWord(task.state, output.say)],
    ['Plan', 'Plan', task.plan?.sentence],
    ['Demandé', 'Asked', `${output.time(task.createdAt)} (${task.askedBy})`],
    ['Terminé', 'Ended', output.time(task.endedAt)],
    [
      'Avancement',
      'Progress',
      output.say(
        `${ready} prêts, ${applied} à essayer, ${left} en attente, ${failed} en échec, sur ${total}`,
        `${ready} ready, ${applied} to test, ${left} waiting, ${failed} failed, of ${total}`,
      ),
    ],
    ['Annule', 'Undoes', task.undoes && shortId(task.undoes)],
    ['Annulé par', 'Undone by', task.undoneBy && shortId(task.undoneBy)],
  ]);
  if (output.isJson) return;
  const reasons = await taskReasons(terminal, task);
  if (reasons.length > 0) output.text(['', ...reasons].join('\n'));
}

/** Why a task is not where it should be: what failed in it and, while it runs, what its servers wait for. */
export async function taskReasons(terminal: Terminal, task: Task): Promise<string[]> {
  const hints = hasEnded(task) ? [] : await whatWaits(terminal, task);
  return [...failureLines(task, terminal.output.say), ...hints.map(({ text }) => text)];
}

async function follow(terminal: Terminal, _: object, reference: string): Promise<void> {
  const task = await followTask(terminal, await findTask(terminal, reference));
  tellEnd(terminal, task);
  terminal.output.json({ task });
}

async function undo(terminal: Terminal, _: object, reference: string): Promise<void> {
  await change(terminal, 'POST', `/tasks/${await findTask(terminal, reference)}/undo`);
}

async function retry(terminal: Terminal, _: object, reference: string): Promise<void> {
  const { client, output } = terminal;
  const id = await findTask(terminal, reference);
  const before = (await client.get<Task & { lastEvent: number }>(`/tasks/${id}`)).body;
  const answer = await send<Task>(terminal, 'POST', `/tasks/${id}/retry`);
  if (terminal.isDryRun) return tellPlan(terminal, answer);
  if (before.state === 'done') output.line('Rien n’est à relancer.', 'There is nothing to retry.');
  if (before.state === 'done' || !terminal.waits) return output.json({ task: answer });
  const task = await followTask(terminal, id, { after: before.lastEvent });
  tellEnd(terminal, task);
  output.json({ task });
}
