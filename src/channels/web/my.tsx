import { Hono, type Context } from 'hono'
import { html } from 'hono/html'
import type { FC, PropsWithChildren } from 'hono/jsx'
import { z } from 'zod'
import { fill, readWords, sectionsOf } from '../../base/words.ts'
import type { CasePage, House } from '../channel.ts'
import type { Assets } from './assets.ts'

/** Words of one message to the operators. */
const TEXT_CHARACTERS_MAX = 4_000
/** How long a page is held back for what its words have brought about. */
const ANSWER_MS = 5_000
const FORM_BYTES_MAX = 64 * 1024

const texts = sectionsOf(z.string().min(1))

const shape = z.strictObject({
  find: texts('title', 'lead', 'number', 'numberHint', 'contact', 'submit', 'none', 'gone'),
  page: texts(
    'title',
    'state',
    'due',
    'story',
    'write',
    'writeHint',
    'send',
    'sent',
    'proof',
    'proofHint',
    'withdraw',
    'withdrawSure',
    'withdrawYes',
    'keep',
    'mailsOn',
    'mailsOff',
    'stop',
    'start',
    'chat',
    'you',
  ),
  errors: texts('long'),
})
type MyWords = z.infer<typeof shape>

export interface MyParts {
  house: House
  channel: string
  /** The folder of prompts. */
  prompts: string
  assets: Assets
}

const Frame: FC<PropsWithChildren<{ title: string; assets: Assets; words: MyWords }>> = (given) => (
  <html lang="ja">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <title>{given.title}</title>
      <link rel="icon" href={given.assets.href('icon.svg')} type="image/svg+xml" />
      <link rel="stylesheet" href={given.assets.href('tokens.css')} />
      <link rel="stylesheet" href={given.assets.href('chat.css')} />
    </head>
    <body class="my">
      <main class="my-main">
        <h1>{given.title}</h1>
        {given.children}
        <p>
          <a href="/">{given.words.page.chat}</a>
        </p>
      </main>
    </body>
  </html>
)

const Find: FC<{ words: MyWords; problem: string | null; number: string }> = ({ words, problem, number }) => (
  <form method="post" action="/my" class="my-find">
    <p>{words.find.lead}</p>
    {problem === null ? null : <p role="alert">{problem}</p>}
    <p class="my-write">
      <label for="number">{words.find.number}</label>
      <input id="number" name="number" value={number} placeholder={words.find.numberHint} required autocomplete="off" />
    </p>
    <p class="my-write">
      <label for="contact">{words.find.contact}</label>
      <input id="contact" name="contact" required autocomplete="email" />
    </p>
    <button class="button primary" type="submit">
      {words.find.submit}
    </button>
  </form>
)

const Story: FC<{ page: CasePage; words: MyWords }> = ({ page, words }) => (
  <section aria-labelledby="story">
    <h2 id="story">{words.page.story}</h2>
    <ol class="my-story">
      {page.story.map(({ at, what, text, by, name }) => (
        <li>
          <p>
            <time>{at}</time> <strong>{what}</strong> {by === 'person' ? words.page.you : name}
          </p>
          {text === '' ? null : <p class="pre">{text}</p>}
        </li>
      ))}
    </ol>
  </section>
)

const Ending: FC<{ page: CasePage; words: MyWords; at: string; asking: boolean }> = (given) => {
  const { page, at, asking } = given
  const { page: words } = given.words
  if (page.withdraw === null) return null
  if (!asking) {
    return (
      <p>
        <a href={`${at}?withdraw=1`}>{words.withdraw}</a>
      </p>
    )
  }
  return (
    <form method="post" action={at}>
      <p role="alert">{words.withdrawSure}</p>
      <button class="button" name="act" value="withdraw" type="submit">
        {words.withdrawYes}
      </button>{' '}
      <a href={at}>{words.keep}</a>
    </form>
  )
}

const Case: FC<{ page: CasePage; words: MyWords; at: string; asking: boolean }> = (given) => {
  const { page, at } = given
  const { page: words } = given.words
  return (
    <>
      <p>
        {words.state}：<strong>{page.stateLabel}</strong>
        {page.due === null ? null : `（${fill(words.due, { due: page.due })}）`}
      </p>
      <Story page={page} words={given.words} />
      {page.write ? (
        <form method="post" action={at}>
          <p class="my-write">
            <label for="text">{words.write}</label>
            <textarea id="text" name="text" rows={5} maxlength={TEXT_CHARACTERS_MAX} required></textarea>
            <span>{words.writeHint}</span>
          </p>
          <button class="button primary" name="act" value="say" type="submit">
            {words.send}
          </button>
        </form>
      ) : null}
      <details>
        <summary>{words.sent}</summary>
        <dl>
          {page.sent.map(({ label, value }) => (
            <div>
              <dt>{label}</dt>
              <dd class="pre">{value}</dd>
            </div>
          ))}
        </dl>
      </details>
      {page.receipt === null ? null : (
        <details>
          <summary>{words.proof}</summary>
          <p>{words.proofHint}</p>
          <p>
            <code>{page.receipt}</code>
          </p>
        </details>
      )}
      {page.mails === null ? null : (
        <form method="post" action={at}>
          <span>{page.mails ? words.mailsOn : words.mailsOff}</span>{' '}
          <button class="button quiet" name="act" value={page.mails ? 'stop' : 'start'} type="submit">
            {page.mails ? words.stop : words.start}
          </button>
        </form>
      )}
      <Ending page={page} words={given.words} at={at} asking={given.asking} />
    </>
  )
}

const formOf = async (c: Context): Promise<URLSearchParams | null> => {
  if (Number(c.req.header('content-length') ?? 0) > FORM_BYTES_MAX) return null
  const body = await c.req.raw.text()
  return body.length > FORM_BYTES_MAX ? null : new URLSearchParams(body)
}

/** A person's request in a browser that has no conversation about it: found by its number, or by a link in a mail. */
export const createMy = ({ house, channel, prompts, assets }: MyParts): Hono => {
  const words = readWords(prompts, 'my.yaml', shape)
  const app = new Hono()

  const find = (c: Context, problem: string | null, number = '') => {
    c.header('cache-control', 'no-store')
    return c.html(
      html`<!doctype html>${(
          <Frame title={words.find.title} assets={assets} words={words}>
            <Find words={words} problem={problem} number={number} />
          </Frame>
        )}`,
      problem === null ? 200 : 404,
    )
  }
  const show = (c: Context, page: CasePage) => {
    c.header('cache-control', 'no-store')
    const at = new URL(c.req.url).pathname
    const title = fill(words.page.title, { number: page.number })
    const asking = c.req.query('withdraw') !== undefined
    return c.html(
      html`<!doctype html>${(
          <Frame title={title} assets={assets} words={words}>
            <Case page={page} words={words} at={at} asking={asking} />
          </Frame>
        )}`,
    )
  }

  /** What a press or words on the page are, as a message of the person's. */
  const messageOf = (page: CasePage, form: URLSearchParams) => {
    const { from, person } = page
    const common = { id: `case:${house.newId()}`, from, person, receivedAt: house.now() }
    if (form.get('act') === 'withdraw' && page.withdraw !== null) {
      const label = words.page.withdraw
      return { ...common, text: label, action: { kind: 'choose' as const, value: page.withdraw, label } }
    }
    const text = (form.get('text') ?? '').trim()
    return text === '' || !page.write ? null : { ...common, text }
  }

  app.get('/my', (c) => find(c, null))
  app.post('/my', async (c) => {
    const form = await formOf(c)
    const number = form?.get('number') ?? ''
    const token = await house.requests.open(number, form?.get('contact') ?? '')
    return token === null ? find(c, words.find.none, number) : c.redirect(`/my/${token}`, 303)
  })
  app.get('/my/:token', async (c) => {
    const page = await house.requests.page(c.req.param('token'))
    return page === null ? find(c, words.find.gone) : show(c, page)
  })
  app.post('/my/:token', async (c) => {
    const token = c.req.param('token')
    const [page, form] = [await house.requests.page(token), await formOf(c)]
    if (page === null || form === null) return find(c, words.find.gone)
    const act = form.get('act')
    if (act === 'stop' || act === 'start') await house.requests.mails(token, act === 'start')
    const message = act === 'stop' || act === 'start' ? null : messageOf(page, form)
    if (message !== null) {
      await house.keep([message])
      await house.answerTo(channel, message.id, ANSWER_MS)
    }
    return c.redirect(`/my/${token}`, 303)
  })
  return app
}
