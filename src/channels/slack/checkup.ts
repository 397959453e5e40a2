import { createNetwork, type Network } from '../../base/network.ts'
import type { Reply } from '../../vocabulary/types.ts'
import { fill } from '../../base/words.ts'
import type { ChannelShelf } from '../channel.ts'
import { createApi, failureOf, type Api, type ApiOptions } from './api.ts'
import { operatorPlaceOf } from './assembly.ts'
import { askView } from './form.ts'
import { createInstalling } from './installing.ts'
import { slackScopes } from './manifest.ts'
import { rendered } from './render.ts'
import { createOperatorRoom, roomWords } from './room.ts'
import type { SlackOptions } from './slack.ts'
import { readSlackSettings } from './settings.ts'
import { readSlackWords, type SlackWords } from './words.ts'

/** One line of what was looked at. */
export interface Finding {
  ok: boolean
  detail: string
}

/** What an answer with everything in it looks like, for Slack to say whether it takes that. */
const sampleOf = (words: SlackWords): Reply => ({
  outcome: 'answer',
  text: `${words.longDescription}\nhttps://example.go.jp/ 03-1234-5678`,
  citations: [
    {
      n: 1,
      document: 'd',
      passage: 'd#1',
      title: words.name,
      heading: words.description,
      quote: words.longDescription,
      url: 'https://example.go.jp/',
      issued: '2026-04-01',
      status: 'current',
    },
  ],
  notices: [{ kind: 'as-of', text: words.description }],
  offers: words.examples.map(({ title, message }) => ({ kind: 'ask', label: title, value: message })),
  turn: 't',
})

const tried = async (work: () => Promise<Finding | null>, words: SlackWords): Promise<Finding[]> => {
  try {
    const found = await work()
    return found === null ? [] : [found]
  } catch (thrown) {
    return [{ ok: false, detail: fill(words.ready.unreachable, { why: failureOf(thrown).code }) }]
  }
}

const scopesIn = async ({ again }: Api, words: SlackWords): Promise<Finding> => {
  const told = await again.auth.test()
  const granted = told.response_metadata?.scopes ?? []
  const missing = slackScopes.filter((scope) => !granted.includes(scope))
  const team = told.team ?? told.team_id ?? ''
  if (missing.length > 0) {
    return { ok: false, detail: fill(words.checkup.scopesMissing, { team, scopes: missing.join(', ') }) }
  }
  const more = granted.filter((scope) => !slackScopes.some((own) => own === scope))
  return more.length > 0
    ? { ok: true, detail: fill(words.checkup.scopesMore, { team, scopes: more.join(', ') }) }
    : { ok: true, detail: fill(words.checkup.scopes, { team }) }
}

const blocksIn = async ({ again }: Api, words: SlackWords): Promise<Finding> => {
  const [message] = rendered(sampleOf(words), 't/T/C/1.1', words)
  await again.blocks.validate({ blocks: message?.blocks ?? [] })
  await again.blocks.validate({ view: askView(words) })
  return { ok: true, detail: words.checkup.blocks }
}

const apisOf = async (options: SlackOptions, network: Network, shelf: ChannelShelf, words: SlackWords) => {
  const api: ApiOptions = { apiUrl: options.apiUrl, fetch: network.fetch }
  const { botToken, oauth, onFault } = options
  if (botToken !== undefined) return [{ key: '-', api: createApi(() => Promise.resolve(botToken), api) }]
  if (oauth === undefined) return []
  const installing = createInstalling({
    options: oauth,
    api,
    shelf,
    words,
    onInstalled: () => Promise.resolve(),
    onFault,
  })
  return (await installing.vault.list()).map(({ key }) => {
    const isOrganization = key.startsWith('E')
    const query = {
      teamId: isOrganization ? undefined : key,
      enterpriseId: isOrganization ? key : undefined,
      isEnterpriseInstall: isOrganization,
    }
    return { key, api: createApi(async () => (await installing.provider.authorize(query)).botToken ?? '', api) }
  })
}

/** Looks at everything that an administrator set up, as Slack itself sees it; changes nothing there. */
export const checkSlack = async (options: SlackOptions, shelf: ChannelShelf): Promise<Finding[]> => {
  const words = readSlackWords(options.prompts)
  const { rulesFile: file, appToken } = options
  readSlackSettings({ file })
  const network = createNetwork(options.network ?? {})
  const apis = await apisOf(options, network, shelf, words)
  if (apis.length === 0) return [{ ok: false, detail: words.ready.nowhere }]
  const findings: Finding[] = []
  for (const { api } of apis) {
    findings.push(
      ...(await tried(() => scopesIn(api, words), words)),
      ...(await tried(() => blocksIn(api, words), words)),
    )
  }
  const operators = operatorPlaceOf(options.operatorChannel)
  const home = apis.find(({ key }) => key === operators?.team) ?? apis[0]
  if (operators === null) findings.push({ ok: false, detail: words.checkup.noRoom })
  else if (home !== undefined) {
    const fault = await createOperatorRoom(home.api.again, operators.channel, () => new Date()).fault()
    findings.push({ ok: fault === null, detail: fault === null ? words.checkup.room : roomWords(fault, words) })
  }
  if (appToken !== undefined) {
    const { once } = createApi(() => Promise.resolve(appToken), { apiUrl: options.apiUrl, fetch: network.fetch })
    const opened = async () => {
      await once.apps.connections.open()
      return { ok: true, detail: words.checkup.socket }
    }
    findings.push(...(await tried(opened, words)))
  }
  return findings
}
