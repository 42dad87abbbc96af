/** Why the embedded database cannot be used; the message is for the operator and names the way out. */
export class EmbeddedError extends Error {
  constructor(message: string, options: { cause?: unknown } = {}) {
    super(message, options)
    this.name = 'EmbeddedError'
  }
}

/** Another process serves from the folder. */
export class DataInUseError extends EmbeddedError {
  /** Process id of that process; null when it is out of sight (another container). */
  readonly ownerPid: number | null

  constructor(dataDir: string, ownerPid: number | null) {
    const owner = ownerPid === null ? 'another Trackru process' : `another Trackru process (pid ${ownerPid})`
    const stop = ownerPid === null ? 'Stop it first' : `Stop it first (kill ${ownerPid})`
    super(`${dataDir} is in use by ${owner}. ${stop}, or give this one another DATA_DIR; commands such as \`trackru keys\` work beside it.`)
    this.name = 'DataInUseError'
    this.ownerPid = ownerPid
  }
}

/** The sentence that ends every message about a server that cannot be started here. */
export const WAY_OUT = 'Set DATABASE_URL to a PostgreSQL 14 or newer to do without the embedded one.'
