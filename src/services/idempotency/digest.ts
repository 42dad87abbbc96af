interface Digest {
  method: string
  path: string
  /** MAC of each field's value: what was sent can be compared and not read. */
  fields: Record<string, string>
}

/** What tells two requests apart, as text. The order of a body's keys does not count. */
export function digestOf({ method, path, body }: { method: string; path: string; body: unknown }, mac: (text: string) => string): string {
  const fields = isRecord(body) ? body : body === undefined ? {} : { body }
  const digest: Digest = {
    method,
    path,
    fields: Object.fromEntries(
      Object.keys(fields)
        .toSorted()
        .map((name) => [name, mac(canonical(fields[name]))]),
    ),
  }
  return JSON.stringify(digest)
}

/** Name of the first thing in which two digests differ: `method`, `path` or a field. */
export function differenceOf(first: string, second: string): string {
  const [a, b] = [parse(first), parse(second)]
  if (a.method !== b.method) return 'method'
  if (a.path !== b.path) return 'path'
  const names = [...Object.keys(b.fields), ...Object.keys(a.fields)]
  return names.find((name) => a.fields[name] !== b.fields[name]) ?? 'body'
}

function parse(digest: string): Digest {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what `digestOf` wrote
  return JSON.parse(digest) as Digest
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isRecord(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1))) : inner,
  )
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
