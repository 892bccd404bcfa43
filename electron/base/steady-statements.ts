import type Database from 'libsql';

type OpenDatabase = InstanceType<typeof Database>;
type Statement = ReturnType<OpenDatabase['prepare']>;

/**
 * Makes the statements of a database forget their failures. With libsql 0.5, `get` of a statement that has failed once,
 * for want of space say, throws that old error at every later call, for ever; so one that failed is prepared anew.
 */
export function steadyStatements(database: OpenDatabase): OpenDatabase {
  const prepare = database.prepare.bind(database);
  Object.defineProperty(database, 'prepare', { value: (sql: string) => steady(() => prepare(sql)) });
  return database;
}

function steady(prepare: () => Statement): Statement {
  let statement: Statement | null = prepare();
  /** How rows are to look (`raw`): what has to be said again to a new one. */
  const modes: ((to: Statement) => unknown)[] = [];
  const present = (): Statement => {
    if (statement === null) {
      const next = prepare();
      for (const set of modes) set(next);
      statement = next;
    }
    return statement;
  };
  const proxy: Statement = new Proxy(statement, {
    get(_, name) {
      const member: unknown = Reflect.get(present(), name, present());
      if (typeof member !== 'function') return member;
      return (...values: readonly unknown[]): unknown => {
        const used = present();
        try {
          const result: unknown = Reflect.apply(member, used, values);
          if (result !== used) return result;
          modes.push((to) => Reflect.apply(member, to, values));
          return proxy;
        } catch (error) {
          statement = null;
          throw error;
        }
      };
    },
  });
  return proxy;
}
