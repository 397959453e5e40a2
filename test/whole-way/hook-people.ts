import { readEscalationWords, type Words } from '../../src/cases/cases.ts'
import { environment as secrets, hooksFile, logo, logoBody, logoSigned, post } from '../channels/webhook/chats.ts'
import { conversationOf } from '../../src/channels/webhook/place.ts'
import { startFar } from '../channels/webhook/far.ts'
import { promptsDir } from '../support/shipped-index.ts'
import { type Channel, type Fields, type Person, until } from './people.ts'

/** A room that everybody of it reads. */
const SHARED = 'room-shared'
const MENTION = '@テレワーク窓口'
/** Questions of the dialogue, and never more of them than this. */
const QUESTIONS_MAX = 30

const numberOf = (label: string, text: string): string | null =>
  text
    .split('\n')
    .map((line) => /^(\d+)\. (.+)$/u.exec(line))
    .find((line) => line?.[2] === label)?.[1] ?? null

const labelOf = (words: Words, name: string, value: string): string =>
  (words.options as Record<string, Record<string, string>>)[name]?.[value] ?? value

/** What a person writes when they are asked for a field: the numbers of its choices where they are listed. */
const answerTo = (asked: string, name: string, value: string, words: Words): string => {
  if (name === 'sessionsUsed') return value
  const picked = value.split(',').map((each) => numberOf(labelOf(words, name, each), asked))
  return picked.every((number) => number !== null) ? picked.join('、') : value
}

/** People of a chat without buttons or forms, who write to the desk directly. */
export const hookPeople = async (url: () => string, taken: () => Promise<unknown>) => {
  const far = await startFar()
  const words = readEscalationWords(promptsDir)
  const refused: string[] = []
  let count = 0
  let message = 0

  const send = async (sent: Awaited<ReturnType<typeof logo.message>>) => {
    const { status } = await post(url(), sent)
    if (status !== 200) refused.push(`a message was answered ${status}`)
    await taken()
  }

  const enter = (): Person => {
    const who = { room: 'room-1', person: `person-${++count}` }
    const texts = () =>
      far.taken.filter(({ room, person }) => person === who.person && room !== SHARED).map(({ text }) => text)
    const says = async (text: string) => send(await logo.message({ id: `m-${++message}`, text, ...who }))
    const last = () => texts().at(-1) ?? ''
    /** Writes, and reads what is said to it. */
    const asks = async (text: string): Promise<string> => {
      const before = texts().length
      await says(text)
      return until('the next words', () => texts()[before])
    }
    const open = () => asks(numberOf('担当者に相談する', last()) ?? '相談する')
    const fill = async (fields: Fields) => {
      for (let n = 0; n < QUESTIONS_MAX && !last().includes(words.dialogue.summary); n++) {
        const name = Object.entries(words.fields).find(([, { question }]) => last().includes(question))?.[0]
        if (name === undefined) throw new Error(`the dialogue asked something else: ${last()}`)
        const value = fields[name] ?? ''
        await asks(value === '' ? 'なし' : answerTo(last(), name, value, words))
      }
    }
    /** What was understood so far, and the question that is open. */
    const summed = () => texts().filter((text) => text.includes(words.dialogue.told))
    const told = async (): Promise<string> => {
      const before = summed().length
      await says('確認')
      return until('what was told', () => summed()[before])
    }
    return {
      says,
      async saysAmongOthers(text) {
        const body = logoBody(
          { id: `m-${++message}`, text: `${MENTION} ${text}`, room: SHARED, person: who.person },
          { direct: false },
        )
        await send(await logoSigned(body, 'logo-key-1'))
      },
      conversations: () => [who.room, SHARED, ''].map((room) => conversationOf({ room, person: who.person })),
      reads: () => Promise.resolve(texts()),
      async files(fields) {
        if (numberOf('担当者に相談する', last()) === null) throw new Error('nobody was offered')
        await open()
        await fill(fields)
        await asks('同意して送信')
      },
      form: told,
      async completes(fields) {
        await told()
        await fill(fields)
        await asks('同意して送信')
      },
      async presses(label) {
        const number = numberOf(label, last())
        if (number === null) throw new Error(`nothing to press is called ${label}`)
        await asks(number)
      },
      mine: () => asks('状況'),
      async opens() {
        const shown = [await open(), await asks('確認')].join('\n')
        await asks('やめる')
        return shown
      },
      async meddles(request) {
        await says(`回答：${request}`)
      },
    }
  }

  const channel: Channel = {
    name: 'logo',
    enter: () => Promise.resolve(enter()),
    refused: () => refused,
    shared: () => far.taken.filter(({ room }) => room === SHARED).map(({ text }) => text),
    close: () => far.close(),
  }
  return {
    channel,
    environment: {
      HOOKS_FILE: hooksFile([{ ...logo.entry(far.url), group: { mention: [MENTION], keywords: [] } }]),
      ...secrets,
    },
  }
}
