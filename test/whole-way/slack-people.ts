import { addressOf, CONSULT_KEY } from '../../src/channels/slack/addresses.ts'
import { type SlackDouble, startSlackDouble } from '../channels/slack/double/double.ts'
import { peopleOf, SECRET } from '../channels/slack/double/people.ts'
import { type Args, BOT, BOT_TOKEN, type Posted, TEAM } from '../channels/slack/double/workspace.ts'
import { type Colleague, labels, type Version } from './colleagues.ts'
import { type Channel, type Fields, type Person, until } from './people.ts'

const OPERATORS = 'COPS'
const CHANNEL = 'C1'
const CHECKS = new Set(['topics'])
const SELECTS = new Set(['kind', 'prefecture', 'stage', 'mode', 'sessionsUsed'])

const valueOf = (name: string, value: string) => {
  if (SELECTS.has(name)) return { selected_option: { value } }
  return CHECKS.has(name) ? { selected_options: value.split(',').map((each) => ({ value: each })) } : { value }
}

const stateOf = (fields: Fields, consent: boolean): Record<string, unknown> => ({
  ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [`f.${name}`, valueOf(name, value)])),
  consent: { selected_options: consent ? [{ value: 'yes' }] : [] },
})

const isOffer = ({ blocks }: Posted): boolean => JSON.stringify(blocks).includes('"consult:')

const wordsOf = ({ text, blocks }: Posted): string => `${text}\n${JSON.stringify(blocks)}`

/** People of a workspace, each in a thread of their own under one channel that all of them can read. */
export const slackPeople = async (
  url: () => string,
  taken: () => Promise<unknown>,
  /** Whether operators work in a channel of the workspace. */
  { operators = true }: { operators?: boolean } = {},
) => {
  const double: SlackDouble = await startSlackDouble({
    members: { [OPERATORS]: ['UOP1'] },
    names: { UOP1: '相談 花子' },
    channels: { [OPERATORS]: { private: true } },
  })
  const people = peopleOf(url, double)
  let count = 0

  const enter = (): Person => {
    const user = `U${++count}`
    let root: string | null = null
    const roots: string[] = []
    const mentions = async (text: string) => {
      const ts = await people.say({ channel: CHANNEL, user, text: `<@${BOT}> ${text}`, raw: true })
      roots.push(ts)
      return ts
    }
    const direct = `D${count}`
    /** Where the desk goes on with what is nobody else's: a thread that it begins in their direct messages. */
    const own = () => double.posts(direct)[0]?.ts ?? null
    const posts = () => {
      const here = root === null ? [] : double.posts(CHANNEL, root)
      const alone = own()
      const there = alone === null ? [] : double.posts(direct, alone)
      return [...here.filter(({ only }) => only === null || only === user), ...there]
    }
    const offer = () => posts().findLast(isOffer)
    const stands = (where: Posted) => ({
      channel: double.posts(direct).includes(where) ? direct : CHANNEL,
      thread: where.thread_ts,
      ...where,
    })
    const open = async (offering: Posted | undefined): Promise<Args> => {
      const before = new Set(double.views.keys())
      if (offering) await people.press(stands(offering), 'consult:', { user })
      else await people.command('相談', user)
      // A modal opens empty and is filled in; before that it has no inputs.
      return until(
        'the form',
        () => [...double.views].find(([id, view]) => !before.has(id) && view['callback_id'] === 'consult')?.[1],
      )
    }
    const completes = async (fields: Fields) => {
      const view = await open(offer())
      const refused = (await (await people.submit(view, stateOf(fields, false), user)).json()) as Args
      if (refused['response_action'] !== 'errors') throw new Error('the form was taken without consent')
      const { ok } = await people.submit(view, stateOf(fields, true), user)
      if (!ok) throw new Error('the form was refused')
      await taken()
    }
    return {
      async says(text) {
        const alone = own()
        if (alone !== null) await people.say({ channel: direct, user, text, thread: alone })
        else if (root === null) root = await mentions(text)
        else await people.say({ channel: CHANNEL, user, text, thread: root })
        await taken()
      },
      async saysAmongOthers(text) {
        await mentions(text)
        await taken()
      },
      conversations: () => [
        ...roots.map((ts) => addressOf({ kind: 'thread', team: TEAM, channel: CHANNEL, ts }).conversation),
        addressOf({ kind: 'personal', team: TEAM, user, key: CONSULT_KEY }).conversation,
      ],
      reads: () => Promise.resolve(posts().map(wordsOf)),
      async files(fields) {
        if (!offer()) throw new Error('nobody was offered')
        await completes(fields)
      },
      form: async () => JSON.stringify(await open(await until('the offer', offer))),
      completes,
      async presses(label) {
        const under = posts().findLast(({ blocks }) => JSON.stringify(blocks).includes(`"${label}"`))
        if (!under) throw new Error(`nothing to press is called ${label}`)
        await people.press(stands(under), label, { user })
        await taken()
      },
      async mine() {
        const answer = (await (await people.command('状況', user)).json()) as Args
        return JSON.stringify(answer)
      },
      async rates(reason) {
        const answer = await until('an answer with thumbs', () =>
          posts().findLast(({ blocks }) => JSON.stringify(blocks).includes('feedback_buttons')),
        )
        const before = new Set(double.views.keys())
        await people.rate(
          { channel: CHANNEL, ts: answer.ts, thread: root ?? '', blocks: answer.blocks },
          'negative',
          user,
        )
        const view = await until('the reasons', () => [...double.views].find(([id]) => !before.has(id))?.[1])
        await people.submit(view, { text: { value: reason } }, user)
        await taken()
      },
      // Everybody in the channel can press what was offered to another; the form must be their own even so.
      opens: async () => JSON.stringify(await open(double.posts(CHANNEL).find(isOffer))),
      async meddles(request) {
        // Slack lets nobody forge a press; what is left is to press what stands on an operators' card.
        const card = await until('the card', () =>
          double.posts(OPERATORS).find(({ blocks }) => JSON.stringify(blocks).includes(request)),
        )
        await people.press({ channel: OPERATORS, ...card }, '差し戻す', { user })
        await until('the refusal', () => double.posts(OPERATORS).some(({ only }) => only === user))
        await taken()
      },
    }
  }

  const cardOf = (request: string) =>
    until('the card', () =>
      double
        .posts(OPERATORS)
        .find(({ thread_ts: thread, blocks }) => thread === null && JSON.stringify(blocks).includes(request)),
    )
  /** An operator who works in the operators’ channel. */
  const colleague = (version: Version, user = 'UOP1'): Colleague => ({
    async links(code) {
      await people.say({ channel: OPERATORS, user, text: `連携 ${code}` })
      await taken()
    },
    async act(request, act, text) {
      const card = await until('the card as it is now', async () => {
        const shown = await cardOf(request)
        const now = `"v":${await version(request)},`
        return JSON.stringify(shown.blocks).replaceAll('\\"', '"').includes(now) ? shown : null
      })
      const before = new Set(double.views.keys())
      await people.press({ channel: OPERATORS, ...card }, labels[act], { user })
      if (text !== undefined || act === 'send') {
        const view = await until('the modal', () => [...double.views].find(([id]) => !before.has(id))?.[1])
        await people.submit(view, text === undefined ? {} : { text: { value: text } }, user)
      }
      await taken()
    },
    async writes(request, text) {
      await people.say({ channel: OPERATORS, user, text, thread: (await cardOf(request)).ts })
      await taken()
    },
    async reads(request) {
      const card = await cardOf(request)
      return [card, ...double.posts(OPERATORS, card.ts)].map(wordsOf).join('\n')
    },
  })

  const environment = {
    SLACK_BOT_TOKEN: BOT_TOKEN,
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: double.apiUrl,
    ...(operators ? { SLACK_OPERATOR_CHANNEL: OPERATORS } : {}),
  }
  const channel: Channel = {
    name: 'slack',
    enter: () => Promise.resolve(enter()),
    refused: () => double.violations,
    shared: () =>
      double
        .posts(CHANNEL)
        .filter(({ only }) => only === null)
        .map(wordsOf),
    close: () => double.stop(),
  }
  return { channel, environment, colleague }
}
