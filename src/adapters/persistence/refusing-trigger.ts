type Event = 'insert' | 'update' | 'delete';

/** A trigger that refuses a change, `when` a query answers a row or always. */
export function refusingTrigger(dialect: 'sqlite' | 'postgres', name: string, events: Event[], message: string, when?: string) {
  const raised = dialect === 'sqlite' ? `select raise(abort, '${message}')` : `raise exception '${message}';`;
  const body =
    dialect === 'sqlite'
      ? `${raised}${when ? ` where exists (${when})` : ''};`
      : `${when ? `if exists (${when}) then ${raised} end if;` : raised} return new;`;
  return { name, timing: 'before' as const, events, body };
}
