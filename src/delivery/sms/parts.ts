// A CommonJS package whose names Node cannot see: the whole of it is the default.
import segments from 'sms-segments-calculator'

export interface Parts {
  /** What is paid for. */
  parts: number
  /** GSM-7 has 160 characters in one part and 153 in each of several; UCS-2 has 70 and 67. */
  encoding: 'GSM-7' | 'UCS-2'
}

export function countParts(text: string): Parts {
  const message = new segments.SegmentedMessage(text)
  return { parts: message.segmentsCount, encoding: message.encodingName }
}

/** Curly quotes, long dashes and the like as GSM-7 has them: one of them would make a Latin text more than twice as dear. */
export function inPlainLetters(text: string): string {
  const plain = new segments.SegmentedMessage(text, 'auto', true)
  return plain.graphemes.join('')
}
