import { SMS_PROVIDERS } from '../src/delivery/sms/providers/index.ts'
import { SMS_VARIABLES } from '../src/delivery/sms/template.ts'
import { TEMPLATE_VARIABLES } from '../src/delivery/templates/blocks.ts'

/** The page of what a provider of SMS wants, and of what the merchant's own words may name. */
export function noticesText(): string {
  return [
    'What the [guide](../guide/notices.md) speaks of.',
    '## SMS providers',
    'Fields of `PUT /api/channel-credentials/sms`.',
    ...Object.values(SMS_PROVIDERS).map(({ name, title, credentialFields }) =>
      [
        `### ${title}: \`${name}\`\n`,
        '| field | meaning |',
        '|---|---|',
        ...credentialFields.map((field) => `| \`${field.name}\`${field.optional ? ' (optional)' : ''} | ${field.hint} |`),
      ].join('\n'),
    ),
    '## Variables of own words',
    'In the blocks of an e-mail; one that is not known of every parcel is written `{{ name | default: "…" }}`.',
    [
      '| variable | meaning | known |',
      '|---|---|---|',
      ...TEMPLATE_VARIABLES.map(({ name, about, optional, kinds }) => {
        const when = optional ? 'not always' : 'always'
        return `| \`{{${name}}}\` | ${about} | ${when}${kinds ? `, of ${kinds.map((kind) => `\`${kind}\``).join(', ')}` : ''} |`
      }),
    ].join('\n'),
    `In the text of an SMS: ${SMS_VARIABLES.map((name) => `\`{{${name}}}\``).join(', ')}. What is not known is left out.`,
  ].join('\n\n')
}
