import { readEscalationWords, type Act } from '../../src/cases/cases.ts'
import { promptsDir } from '../support/shipped-index.ts'
import type { Operator } from './operator.ts'
import { textOf } from './people.ts'

/** Operators by where they work: at the console, or in the channel of a chat. What a press is made of differs. */
export interface Colleague {
  /** Makes their account of the chat and that of the console one and the same. */
  links(code: string): Promise<void>
  /** Presses what a request's card or page offers, with words where it asks for some. */
  act(request: string, act: Act, text?: string): Promise<void>
  /** Writes beneath the card, or in the conversation's own place. */
  writes(request: string, text: string): Promise<void>
  /** Everything that stands there about the request. */
  reads(request: string): Promise<string>
}

/** How often a request has changed: whoever presses waits until its card shows that, as the eye would. */
export type Version = (request: string) => Promise<number>

/** What each button is called. */
export const labels: Record<Act, string> = readEscalationWords(promptsDir).acts

/** The code that the console gives to link an account of a chat. */
export const linkCode = async (operator: Operator): Promise<string> => {
  const page = await (await operator.press('/console/me/link', { act: 'code' })).text()
  const code = /連携 (\d{6})/u.exec(page)?.[1]
  if (code === undefined) throw new Error('the console gave no code')
  return code
}

export const atConsole = (operator: Operator): Colleague => ({
  links: () => Promise.resolve(),
  act: (request, act, text) =>
    operator.act(request, act, {
      ...(text === undefined ? {} : { text }),
      ...(act === 'send' ? { 'field.routes': 'mail' } : {}),
    }),
  writes: (request, text) => operator.says(request, text),
  reads: async (request) => textOf(await operator.page(`/console/requests/${request}`)),
})
