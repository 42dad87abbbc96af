import { str } from '../kit/index.ts'

/** The code that a message of Correios begins with: `SRO-020: Objeto não encontrado…` → `SRO-020`. Undefined without one. */
export function messageCode(message: unknown): string | undefined {
  return /^[A-Z]{2,5}-\d{1,5}/.exec(str(message, 200) ?? '')?.[0]
}
