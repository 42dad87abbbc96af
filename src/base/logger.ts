/** What the code below `app/` may say. Fields never hold keys, e-mail addresses, phones or URLs with secrets. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}
