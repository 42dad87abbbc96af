import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'vitest'

/** The commands of a page, block by block, as they are written. */
export function shellBlocks(text: string): string[] {
  return [...text.matchAll(/^```sh\n([^`]+)^```$/gm)].map((match) => match[1] ?? '')
}

/** Those of the part that is marked as a walk. */
export function walkOf(text: string): string[] {
  return shellBlocks(text.slice(text.indexOf('<!-- walk'), text.indexOf('<!-- walk: end')))
}

/** Runs blocks in one bash, which ends at the first failure, and gives what each but the first prints. */
export async function runBlocks([setting = '', ...blocks]: string[]): Promise<string[]> {
  const script = ['set -euo pipefail', setting, ...blocks.map((block) => `${block}\nprintf '\\036'`)].join('\n')
  const bash = spawn('bash', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  bash.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
  bash.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
  const [code] = await once(bash, 'close')
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout.split('\u001E').slice(0, -1)
}
