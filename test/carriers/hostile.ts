/** What a portal, a proxy or a robot check sends in place of an answer. */
export const LOGIN_PAGE = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head>
<body><form action="/login" method="post"><input name="user"><input name="password" type="password"><br><button>Sign in</button></form></body></html>`

/** Some 60 beginnings of the text, from none of it to all but its last character that counts. */
export function truncations(text: string): string[] {
  const length = text.trimEnd().length
  const lengths = Array.from({ length: 60 }, (_, i) => Math.floor((length * i) / 60))
  return [...new Set([...lengths, length - 2, length - 1])].map((cut) => text.slice(0, cut))
}

/** Name and body of answers that are no answer: empty, huge, deep, full of entities. */
export function hostileBodies(good: string): [string, string][] {
  const laughs = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`).join('')
  const ten = 10 * 1024 * 1024
  return [
    ['nothing', ''],
    ['white space', ' \r\n\t '],
    ['null', 'null'],
    ['a text', '"OK"'],
    ['an empty object', '{}'],
    ['an empty element', '<ok/>'],
    ['zero bytes', '\0'.repeat(1000)],
    ['half a surrogate pair', '\ud800'],
    ['10 MB of a letter', 'x'.repeat(ten)],
    ['10 MB of white space', ' '.repeat(ten)],
    ['10 MB in one JSON text', `{"a":"${'x'.repeat(ten)}"}`],
    ['10 MB in one element', `<a>${'x'.repeat(ten)}</a>`],
    ['10 MB after a good answer', `${good}${' x'.repeat(ten / 2)}`],
    ['100,000 opening brackets', '['.repeat(100_000)],
    ['100,000 nested arrays', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['100,000 nested objects', '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000)],
    ['100,000 opening tags', '<a>'.repeat(100_000)],
    ['100,000 nested elements', '<a>'.repeat(100_000) + '</a>'.repeat(100_000)],
    ['a million empty elements', `<a>${'<b/>'.repeat(400_000)}</a>`],
    ['entities of entities', `<!DOCTYPE a [<!ENTITY l0 "ha">${laughs}]><a>&l9;</a>`],
    ['a file as an entity', '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'],
    ['300,000 character references', `<a>${'&#65;'.repeat(300_000)}</a>`],
    ['a comment that never ends', `<a>${'<!--'.repeat(200_000)}`],
    ['a tag that never ends', `<a ${`b='>" `.repeat(200_000)}`],
    ['a prototype', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
  ]
}

const TWO_MB = 2 * 1024 * 1024

/** The part so many times; in JSON with commas between. */
function some(count: number, open: string, part: (i: number) => string, close: string): string {
  return open + Array.from({ length: count }, (_, i) => part(i)).join(close.startsWith('<') ? '' : ',') + close
}

/**
 * Name and body of answers that `net` lets through, made of as many parts as 2 MB hold, or as adapters are willing to read: each part costs far more
 * memory than its letters.
 */
export function floods(): [string, string][] {
  return [
    ['700,000 empty objects', some(699_000, '[', () => '{}', ']')],
    ['700,000 empty arrays', some(699_000, '[', () => '[]', ']')],
    ['150,000 objects of different shapes', some(150_000, '[', (i) => `{"${i}":0}`, ']')],
    ['49,000 objects of different shapes', some(49_000, '[', (i) => `{"k${i}":"x${i}"}`, ']')],
    ['49,000 empty objects', some(49_000, '[', () => '{}', ']')],
    ['49,900 fields', some(49_900, '{', (i) => `"k${i}":"x${i}"`, '}')],
    ['99,000 fields', some(99_000, '{', (i) => `"k${i}":"x${i}"`, '}')],
    ['99,000 texts', some(99_000, '[', (i) => `"person${i}@example.com"`.slice(0, 20), ']')],
    ['500,000 elements', some(500_000, '<a>', () => '<b/>', '</a>')],
    ['74,000 elements', some(74_000, '<a>', () => '<b>x</b>', '</a>')],
    ['37,000 elements with an attribute', some(37_000, '<a>', (i) => `<b c="${i}"/>`, '</a>')],
    [
      '1,200 elements with 60 attributes',
      some(1_200, '<a>', () => `<b ${some(60, '', (i) => `c${i}=""`, '').replaceAll(',', ' ')}/>`, '</a>'),
    ],
    ['49,000 character references', `<a>${'&#65;'.repeat(49_000)}${'x'.repeat(1_500_000)}</a>`],
    ['2 MB of opening brackets of elements', '<'.repeat(TWO_MB)],
    ['2 MB of quotation marks', `<a ${'"'.repeat(TWO_MB - 4)}>`],
    ['2 MB of addresses', `"${'a@b.cc '.repeat(TWO_MB / 7 - 2)}"`],
    ['2 MB of phones', `"${'+1234567 '.repeat(TWO_MB / 9 - 2)}"`],
    ['2 MB of escapes', `"${String.raw`\u0041`.repeat(TWO_MB / 6 - 2)}"`],
    ['2 MB of white space in JSON', `[${' '.repeat(TWO_MB - 2)}]`],
  ]
}

/** Russian Post's, about a ticket. */
function envelope(content: string): string {
  const head = '<S:Envelope xmlns:S="http://schemas.xmlsoap.org/soap/envelope/"><S:Body><n:answerByTicketResponse'
  const names = 'xmlns:n="http://fclient.russianpost.org/postserver" xmlns:c="http://fclient.russianpost.org"'
  return `${head} ${names}><value>${content}</value></n:answerByTicketResponse></S:Body></S:Envelope>`
}

/** The same for the carrier that may answer with 6 MB. */
export function largeFloods(): [string, string][] {
  const size = 6 * 1024 * 1024
  const filled = (part: string): string => part.repeat(Math.floor((size - 1_000) / Buffer.byteLength(part)))
  const operation = '<c:Operation OperTypeID="8" OperCtgID="2" OperName="Обработка" DateOper="15.01.2026 13:27:00" IndexOper="644008"/>'
  return [
    ['6 MB of operations', envelope(`<c:Item Barcode="A1">${filled(operation)}</c:Item>`)],
    ['6 MB of items', envelope(filled(`<c:Item Barcode="RA644000001RU">${operation}</c:Item>`))],
    ['3,000 items with ten operations', envelope(`<c:Item Barcode="A1">${operation.repeat(10)}</c:Item>`.repeat(3_000))],
    ['6 MB of small tags', envelope(filled('<c:Item/>'))],
    ['99,000 operations with entities', envelope('<c:Item Barcode="A1"/><c:Operation a="&#65;"/>'.repeat(49_000))],
    ['6 MB of attributes', envelope(filled(`<c:Operation ${'a="" '.repeat(800)}/>`))],
    ['6 MB of quotation marks', envelope(filled('<c:Operation """""""""""""""/>'))],
    ['6 MB of text', envelope(filled('д'))],
    ['6 MB of opening brackets', envelope(filled('<'))],
    ['6 MB of closing brackets', envelope(`<c:Item a="${filled('>')}`)],
  ]
}
