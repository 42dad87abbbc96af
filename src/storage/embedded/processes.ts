import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'

export interface ProcessInfo {
  /** Short name of the program. */
  command: string
  /** Differs between two processes that were given the same id. */
  startedAt: string
}

/** The living process with this id; null when there is none or only a zombie is left, as under an init that does not reap. */
export function lookUp(pid: number): ProcessInfo | null {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

/** proc(5): `pid (comm) state …`, starttime is field 22. The command may hold blanks and parentheses, so count from the last one. */
function fromProc(pid: number): ProcessInfo | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const end = stat.lastIndexOf(')')
    const [state = 'X', ...rest] = stat.slice(end + 2).split(' ')
    if (state === 'Z' || state === 'X') return null
    return { command: stat.slice(stat.indexOf('(') + 1, end), startedAt: rest[18] ?? '' }
  } catch {
    return null
  }
}

function fromPs(pid: number): ProcessInfo | null {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=,comm=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C' } }).trim()
    const [state = 'Z', ...words] = line.split(/\s+/)
    if (state.startsWith('Z')) return null
    return { startedAt: words.slice(0, 5).join(' '), command: words.slice(5).join(' ').split('/').at(-1) ?? '' }
  } catch {
    return null
  }
}

/** Whether somebody listens on a unix socket. */
export function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket)
    const end = (listening: boolean): void => {
      probe.destroy()
      resolve(listening)
    }
    probe.once('connect', () => end(true))
    probe.once('error', () => end(false))
  })
}
