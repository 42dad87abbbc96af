import autocannon from 'autocannon'

export interface Load {
  /** Several are asked in turn. */
  urls: string[]
  connections: number
  seconds: number
  headers?: Record<string, string>
  method?: 'GET' | 'POST'
  /** A fresh body each time. */
  body?: () => string
}

/** Requests a second that were answered 200 with `meta.code` as expected by the caller's own checks. Any other answer is an error. */
export async function requestsPerSecond({ urls, connections, seconds, headers = {}, method = 'GET', body }: Load): Promise<number> {
  const targets = urls.map((url) => new URL(url))
  const result = await autocannon({
    url: targets[0]?.origin ?? '',
    connections,
    duration: seconds,
    method,
    headers,
    requests: targets.map(({ pathname }) => ({
      method,
      path: pathname,
      ...(body ? { setupRequest: (request: autocannon.Request) => ({ ...request, body: body() }) } : {}),
    })),
  })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} failed`)
  return result['2xx'] / result.duration
}
