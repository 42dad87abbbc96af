import { Command } from 'commander'
import { createApp } from '../app/index.ts'
import { loadConfig } from '../config/index.ts'

/** Time that running requests and looks have to end after SIGTERM before the process leaves anyway. */
const STOP_MS = 25_000

export function serveCommand(): Command {
  return new Command('serve').description('run the server: API, polling and the embedded database').action(serve)
}

async function serve(): Promise<void> {
  const { config, warnings } = loadConfig(process.env)
  for (const warning of warnings) process.stderr.write(`${warning}\n`)
  const app = createApp(config)
  let stopping = false
  const stop = (): void => {
    // The second signal is a person who will not wait.
    if (stopping) process.exit(1)
    stopping = true
    setTimeout(() => process.exit(1), STOP_MS).unref()
    void app.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
  const { url, firstKey } = await app.start()
  if (stopping) return
  process.stderr.write(`Trackru is ready at ${url}\n`)
  if (firstKey !== null) {
    process.stderr.write(
      `\nYour API key, shown only now:\n\n  ${firstKey}\n\nTry it:\n\n  curl -H 'Api-Key: ${firstKey}' ${url}/v1/carriers\n\n`,
    )
  }
}
