import type { BackupEnd, BackupJob, HostedThing } from '@amie/database';
import { TerminalError } from '@amie/reconcile';
import type { JobReport } from '@amie/services/drivers';
import {
  type BackedUpThing,
  backedUpThing,
  type ServiceProblemCode,
  serviceProblemCodes,
} from '@amie/services/resources';
import { z } from 'zod';

/** What a source is to put into a backup, of what it hosts; what this build cannot name is left out. */
export function thingsOf(hosted: readonly HostedThing[]): readonly BackedUpThing[] {
  return hosted.flatMap(({ kind, spec }) => {
    const thing = backedUpThing.safeParse(named(kind, spec));
    return thing.success ? [thing.data] : [];
  });
}

function named(kind: string, spec: HostedThing['spec']): object {
  if (kind === 'mailbox') return { kind, store: spec.store, login: spec.address };
  return kind === 'site' ? { kind, name: spec.name } : { kind, name: spec.name, engine: spec.engine };
}

const restoreAsk = z.object({
  archive: z.string(),
  thing: backedUpThing,
  part: z.string().min(1).max(500).nullable(),
  into: z.enum(['beside', 'in-place']),
});

/** What a restore asks for, parsed once more on its way to a server; throws `value-refused`. */
export function restoreAsked({ ask, id }: BackupJob): z.output<typeof restoreAsk> {
  const parsed = restoreAsk.safeParse(ask);
  const code: ServiceProblemCode = 'value-refused';
  if (!parsed.success) throw new TerminalError(code, `restore ${id}`);
  return parsed.data;
}

/** How a job ended, by what its source says; undefined while it runs. A code of a newer source is `backup-failed`. */
export function endOf(report: JobReport): BackupEnd | undefined {
  if (report.state === 'succeeded') return { state: 'succeeded', result: report.result ?? {} };
  if (report.state !== 'failed') return undefined;
  const code = `backup-${report.code ?? 'failed'}`;
  const isKnown = (serviceProblemCodes as readonly string[]).includes(code);
  const detail = isKnown ? (report.detail ?? '') : `${report.code ?? ''} ${report.detail ?? ''}`.trim();
  return { state: 'failed', problem: { code: isKnown ? code : 'backup-failed', detail, isTerminal: true } };
}
