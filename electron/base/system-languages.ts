/**
 * The languages a terminal is set to, best first. POSIX: `LC_ALL` outranks `LC_MESSAGES` outranks `LANG`; GNU's
 * `LANGUAGE` is a list that outranks them all.
 */
export function languagesOfEnvironment(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  const { LANGUAGE, LC_ALL, LC_MESSAGES, LANG } = environment;
  const locale = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '');
  return [...(LANGUAGE ?? '').split(':'), locale ?? ''].filter((tag) => tag !== '');
}
