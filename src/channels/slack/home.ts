import type { HomeView, KnownBlock } from '@slack/types'
import type { RequestLine } from '../channel.ts'
import { cut, japaneseMoment } from '../plain.ts'
import { fill } from '../../base/words.ts'
import { actions, button, section, told } from './blocks.ts'
import { offerButton } from './offers.ts'
import type { SlackWords } from './words.ts'

const SUMMARY_CHARACTERS_MAX = 60

/** A person's requests in words, plain text. */
export const mineText = (lines: readonly RequestLine[], words: SlackWords): string =>
  lines.length === 0
    ? words.mine.none
    : lines
        .map(({ number, stateLabel, at, summary }) =>
          fill(words.mine.line, {
            number: number ?? words.mine.draft,
            state: stateLabel,
            at: japaneseMoment(at.toISOString()),
            summary: cut(summary.replaceAll(/\s+/gu, ' '), SUMMARY_CHARACTERS_MAX),
          }),
        )
        .join('\n')

export const mineBlocks = (lines: readonly RequestLine[], words: SlackWords): KnownBlock[] => [
  section(`*${words.mine.title}*`),
  ...told(mineText(lines, words)).flatMap(({ blocks }) => blocks),
]

export const homeView = (lines: readonly RequestLine[], words: SlackWords): HomeView => {
  const { home, examples } = words
  const asked = examples
    .map(({ title, message }, n) => offerButton({ kind: 'ask', label: title, value: message }, n, {}))
    .filter((each) => each !== null)
  return {
    type: 'home',
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: home.title } },
      section(home.intro),
      actions([button('ask', home.ask, 'home', 'primary'), button('consult:home', home.consult, '{}')]),
      section(`*${home.examples}*`),
      actions(asked),
      { type: 'divider' },
      ...mineBlocks(lines, words),
    ],
  }
}
