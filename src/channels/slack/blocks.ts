import type {
  ActionsBlock,
  Button,
  ContextBlock,
  InputBlock,
  KnownBlock,
  PlainTextElement,
  SectionBlock,
} from '@slack/types'
import { cut } from '../plain.ts'
import { SECTION_CHARACTERS_MAX, splitText, type Piece } from './pack.ts'
import { escaped } from './escape.ts'
import { linked } from './links.ts'

const BUTTON_CHARACTERS_MAX = 75
export const VALUE_CHARACTERS_MAX = 2_000
const OPTION_CHARACTERS_MAX = 75
const TITLE_CHARACTERS_MAX = 24
const LABEL_CHARACTERS_MAX = 1_000
const PLACEHOLDER_CHARACTERS_MAX = 150

/** A label is no place for markup, and whether Slack would take an entity back in one differs between its clients. */
const wide = (text: string): string => text.replaceAll('<', '＜').replaceAll('>', '＞').replaceAll('&', '＆')

export const plainText = (text: string, max: number): PlainTextElement => ({
  type: 'plain_text',
  // Slack refuses an empty text.
  text: cut(wide(text).replaceAll(/\s+/gu, ' ').trim(), max) || '…',
  emoji: true,
})

/** `mrkdwn` is in Slack's notation already: escaped, where it comes from elsewhere. */
export const section = (mrkdwn: string): SectionBlock => ({
  type: 'section',
  // Verbatim: names in documents are not made into mentions; links are written out by `linked`.
  text: { type: 'mrkdwn', text: mrkdwn, verbatim: true },
})

export const context = (mrkdwn: string): ContextBlock => ({
  type: 'context',
  elements: [{ type: 'mrkdwn', text: mrkdwn, verbatim: true }],
})

export const button = (action: string, label: string, value: string, style?: 'primary' | 'danger'): Button => ({
  type: 'button',
  action_id: action,
  text: plainText(label, BUTTON_CHARACTERS_MAX),
  value,
  ...(style === undefined ? {} : { style }),
})

export const actions = (elements: Button[]): ActionsBlock => ({ type: 'actions', elements })

export const title = (text: string): PlainTextElement => plainText(text, TITLE_CHARACTERS_MAX)

export const option = (label: string, value: string) => ({ text: plainText(label, OPTION_CHARACTERS_MAX), value })

export const placeholder = (text: string): PlainTextElement => plainText(text, PLACEHOLDER_CHARACTERS_MAX)

export const input = (
  block: string,
  label: string,
  element: InputBlock['element'],
  more: { optional: boolean; hint?: string | undefined },
): InputBlock => ({
  type: 'input',
  block_id: block,
  label: plainText(label, LABEL_CHARACTERS_MAX),
  optional: more.optional,
  element,
  ...(more.hint === undefined ? {} : { hint: plainText(more.hint, LABEL_CHARACTERS_MAX) }),
})

/** Text from anywhere as sections that Slack takes; nothing where there is no text. */
export const told = (text: string, look: (mrkdwn: string) => KnownBlock = section): Piece[] =>
  text.trim() === ''
    ? []
    : splitText(text.trim(), SECTION_CHARACTERS_MAX).map((part) => ({
        blocks: [look(linked(part))],
        text: escaped(part),
      }))
