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
