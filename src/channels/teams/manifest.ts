import { createHash } from 'node:crypto'
import { Failure } from '../../base/failure.ts'
import { colourIcon, outlineIcon } from './icons.ts'
import { readTeamsWords, type TeamsWords } from './words.ts'
import { zip } from './zip.ts'

/** The first with prompts among the commands; channels of every kind came two before it. */
const MANIFEST_VERSION = '1.27'
const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/iu

type AppWords = TeamsWords['app']['ja']

/** An app has an id of its own beside its bot's; the same bot makes the same app, so that an update is one. */
const appIdOf = (botId: string): string => {
  const hex = createHash('sha256').update(`telework-desk:${botId.toLowerCase()}`).digest('hex')
  const digits = `${hex.slice(0, 12)}8${hex.slice(13, 16)}8${hex.slice(17, 32)}`
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/u, '$1-$2-$3-$4-$5')
}

/** What is chosen is put into the box whole, to be sent or changed. */
const prompts = (commands: AppWords['personal']) =>
  commands.map((command) => ({ ...command, type: 'prompt', prompt: command.title }))

const commandLists = ({ personal, group }: AppWords) => [
  { scopes: ['personal'], commands: prompts(personal) },
  { scopes: ['team', 'groupChat'], commands: prompts(group) },
]

/** Keys as the localisation schema names places in the manifest. Titles are what is sent, and the desk reads Japanese. */
const localised = (words: AppWords): Record<string, string> => {
  const commands = commandLists(words).flatMap(({ commands: list }, l) =>
    list.flatMap(({ title, description }, n) => [
      [`bots[0].commandLists[${l}].commands[${n}].title`, title] as const,
      [`bots[0].commandLists[${l}].commands[${n}].description`, description] as const,
    ]),
  )
  return {
    $schema: `https://developer.microsoft.com/json-schemas/teams/v${MANIFEST_VERSION}/MicrosoftTeams.Localization.schema.json`,
    'name.short': words.short,
    'name.full': words.full,
    'description.short': words.descriptionShort,
    'description.full': unbroken(words.descriptionFull),
    ...Object.fromEntries(commands),
    ...Object.fromEntries(
      [words.search, words.propose].flatMap(({ title, description }, n) => [
        [`composeExtensions[0].commands[${n}].title`, title],
        [`composeExtensions[0].commands[${n}].description`, description],
      ]),
    ),
  }
}

/** Breaks within a paragraph are the file's own; the store would show them. */
const unbroken = (text: string): string =>
  text
    .trim()
    .replaceAll(/([!-~])\n(?=[!-~])/gu, '$1 ')
    .replaceAll('\n', '')

const manifestOf = (url: URL, botId: string, version: string, { developer, en }: TeamsWords['app']) => ({
  $schema: `https://developer.microsoft.com/json-schemas/teams/v${MANIFEST_VERSION}/MicrosoftTeams.schema.json`,
  manifestVersion: MANIFEST_VERSION,
  version,
  id: appIdOf(botId),
  localizationInfo: { defaultLanguageTag: 'en', additionalLanguages: [{ languageTag: 'ja', file: 'ja.json' }] },
  developer: {
    name: developer,
    websiteUrl: url.origin,
    privacyUrl: `${url.origin}/privacy`,
    termsOfUseUrl: `${url.origin}/terms`,
  },
  name: { short: en.short, full: en.full },
  description: { short: en.descriptionShort, full: unbroken(en.descriptionFull) },
  icons: { color: 'color.png', outline: 'outline.png' },
  accentColor: '#0017C1',
  bots: [
    {
      botId,
      scopes: ['personal', 'team', 'groupChat'],
      supportsFiles: false,
      isNotificationOnly: false,
      commandLists: commandLists(en),
    },
  ],
  composeExtensions: [
    {
      botId,
      commands: [
        {
          id: 'search',
          type: 'query',
          context: ['compose', 'commandBox'],
          ...en.search,
          initialRun: true,
          parameters: [{ name: 'sought', title: en.search.title, description: en.search.description }],
        },
        { id: 'propose', type: 'action', context: ['message'], ...en.propose, fetchTask: true },
      ],
    },
  ],
  permissions: ['identity', 'messageTeamMembers'],
  // Shared and private channels, too: what is asked there goes on with the person alone.
  supportsChannelFeatures: 'tier1',
  validDomains: [url.hostname],
})

const json = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`, 'utf8')

/** The app package that an administrator uploads to Teams: manifest, icons and Japanese words in one zip. */
export const teamsPackage = (given: {
  url: string
  appId: string
  prompts: string
  /** The desk's own, so that an update of the desk is one of the app. */
  version: string
}): Buffer => {
  const url = URL.canParse(given.url) ? new URL(given.url) : null
  if (url?.protocol !== 'https:') {
    throw new Failure(
      'teams.url',
      `--url is “${given.url}”; Teams needs an https address, such as https://desk.example.lg.jp.`,
    )
  }
  if (!GUID.test(given.appId)) {
    throw new Failure(
      'teams.appid',
      `MicrosoftAppId is “${given.appId}”, which is no GUID. Find it at: Azure portal → the bot resource → Configuration.`,
    )
  }
  const { app } = readTeamsWords(given.prompts)
  return zip([
    { name: 'manifest.json', bytes: json(manifestOf(url, given.appId.toLowerCase(), given.version, app)) },
    { name: 'color.png', bytes: colourIcon() },
    { name: 'outline.png', bytes: outlineIcon() },
    { name: 'ja.json', bytes: json(localised(app.ja)) },
  ])
}
