/** Of a record that the framework read, what is text. */
export function textsOf(record: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record ?? {}).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : [])),
  )
}
