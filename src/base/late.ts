/**
 * A package that is loaded when it is first needed. Most houses never send a mail or print a sheet in their first hour,
 * and every start would pay for the packages that do.
 */
export const late = <T>(load: () => T): (() => T) => {
  let kept: { loaded: T } | null = null
  return () => (kept ??= { loaded: load() }).loaded
}
