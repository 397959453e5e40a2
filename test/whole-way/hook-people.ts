import { readEscalationWords, type Words } from '../../src/escalation/escalation.ts'
import { environment as secrets, hooksFile, logo, post } from '../channels/webhook/chats.ts'
import { startFar } from '../channels/webhook/far.ts'
import { promptsDir } from '../support/shipped-index.ts'
import { type Channel, type Fields, type Person } from './people.ts'

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
export const hookPeople = async (url: () => string, still: () => Promise<void>) => {
  const far = await startFar()
  const words = readEscalationWords(promptsDir)
  const refused: string[] = []
  let count = 0
  let message = 0

  const enter = (): Person => {
    const who = { room: 'room-1', person: `person-${++count}` }
    const texts = () => far.taken.filter(({ person }) => person === who.person).map(({ text }) => text)
    const says = async (text: string) => {
      const { status } = await post(url(), await logo.message({ id: `m-${++message}`, text, ...who }))
      if (status !== 200) refused.push(`a message was answered ${status}`)
      await still()
    }
    const last = () => texts().at(-1) ?? ''
    const open = async () => {
      const offer = numberOf('担当者に相談する', last())
      await says(offer ?? '相談する')
    }
    const fill = async (fields: Fields) => {
      for (let n = 0; n < QUESTIONS_MAX && !last().includes(words.dialogue.summary); n++) {
        const name = Object.entries(words.fields).find(([, { question }]) => last().includes(question))?.[0]
        if (name === undefined) throw new Error(`the dialogue asked something else: ${last()}`)
        const value = fields[name] ?? ''
        await says(value === '' ? 'なし' : answerTo(last(), name, value, words))
      }
    }
    return {
      says,
      reads: () => Promise.resolve(texts()),
      async files(fields) {
        if (numberOf('担当者に相談する', last()) === null) throw new Error('nobody was offered')
        await open()
        await fill(fields)
        await says('同意して送信')
      },
      async mine() {
        await says('状況')
        return last()
      },
      async opens() {
        await open()
        await says('確認')
        const shown = texts().slice(-2).join('\n')
        await says('やめる')
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
    close: () => far.close(),
  }
  return { channel, environment: { HOOKS_FILE: hooksFile([logo.entry(far.url)]), ...secrets } }
}
