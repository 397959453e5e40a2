import { z } from 'zod'
import { fill, readWords } from '../base/words.ts'
import type { Mounted } from './http.ts'

/** What is kept for a number of days. */
const KEPT = ['messageDays', 'requestDays', 'draftDays'] as const

const text = z.string().min(1)
const page = z.strictObject({
  title: text,
  sections: z.array(z.strictObject({ heading: text, text })).min(1),
})
const shape = z.strictObject({ privacy: page, terms: page })

/** The pages that stores of apps ask for, by their paths. */
export const ABOUT = { privacy: '/privacy', terms: '/terms' } as const

const escaped = (words: string): string =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

const STYLE = 'body{font-family:sans-serif;line-height:1.8;margin:0 auto;max-width:44rem;padding:1rem}'

const htmlOf = ({ title, sections }: z.infer<typeof page>, values: Record<string, number>): string =>
  `<!doctype html><html lang="ja"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">` +
  `<title>${escaped(title)}</title><style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>` +
  sections.map((each) => `<h2>${escaped(each.heading)}</h2><p>${escaped(fill(each.text, values))}</p>`).join('') +
  '</main></body></html>'

/** How the desk treats what it is told, and on what terms it answers; `kept` tells for how long, as it is set now. */
export const createAboutPages = (
  prompts: string,
  kept: () => Promise<(what: (typeof KEPT)[number]) => number>,
): Mounted => {
  const words = readWords(prompts, 'about.yaml', shape)
  return {
    paths: Object.values(ABOUT),
    async handle(request) {
      if (request.method !== 'GET') return new Response('Not found', { status: 404 })
      const shown = new URL(request.url).pathname === ABOUT.terms ? words.terms : words.privacy
      const days = await kept()
      return new Response(htmlOf(shown, Object.fromEntries(KEPT.map((name) => [name, days(name)]))), {
        headers: {
          'content-type': 'text/html; charset=utf-8',
          'content-security-policy':
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
          'x-content-type-options': 'nosniff',
        },
      })
    },
  }
}
