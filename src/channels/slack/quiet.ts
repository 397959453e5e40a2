import { LogLevel, type Logger } from '@slack/bolt'

const nothing = () => {}

/**
 * Bolt's own log would hold what people wrote. What goes wrong is thrown or handed to `onFault`, so nothing is lost by
 * its silence.
 */
export const quiet: Logger = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
}
