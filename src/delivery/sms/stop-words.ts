const STOP = new Set([
  'STOP',
  'STOPALL',
  'UNSUBSCRIBE',
  'CANCEL',
  'END',
  'QUIT',
  'СТОП',
  'ОТПИСАТЬСЯ',
  'ОТПИСКА',
  'ОТКАЗ',
  '退订',
  '退訂',
  '取消',
  'TD',
  'T',
])
const START = new Set(['START', 'YES', 'UNSTOP', 'СТАРТ', 'ПОДПИСАТЬСЯ', '订阅', '訂閱', '恢复'])

/** What a person answers to stop or to have notices again: the whole answer is one of the words, whatever its case, marks and blanks around. */
export function readStopWord(text: string): 'stop' | 'start' | null {
  const word = text
    .slice(0, 200)
    .normalize('NFKC')
    .replaceAll(/[\p{P}\p{S}\p{Z}\p{C}]+/gu, '')
    .toUpperCase()
  if (STOP.has(word)) return 'stop'
  return START.has(word) ? 'start' : null
}
