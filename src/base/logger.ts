/** What the code below `app/` may say. Fields never hold keys, e-mail addresses, phones or URLs with secrets. */
export interface Logger {
  /** False: lines of this level go nowhere, so that nobody need put them together. Absent: all levels are on. */
  isLevelEnabled?(level: string): boolean
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
