/** Slack's documented limits. What is found here Slack would refuse, or cut without a word. */

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : [])

type Check = (value: unknown, at: string) => string[]

const keys = (value: Json, at: string, required: string[], optional: string[]): string[] => [
  ...required.filter((key) => value[key] === undefined).map((key) => `${at}.${key} is missing`),
  ...Object.keys(value)
    .filter((key) => !required.includes(key) && !optional.includes(key))
    .map((key) => `${at}.${key} is unknown`),
]

const long = (value: unknown, at: string, max: number, min = 0): string[] => {
  if (value === undefined) return []
  if (typeof value !== 'string') return [`${at} is no text`]
  if (value.length > max) return [`${at} has ${value.length} characters, at most ${max}`]
  return value.length < min ? [`${at} is empty`] : []
}

/** Only `<@U…>` and links may be markup; everything else in angle brackets is a command that was let through. */
const markup = (text: string, at: string): string[] => [
  ...[...text.matchAll(/<([^<>]*)>/gu)]
    .filter(
      ([, inside = '']) =>
        !/^@[A-Z0-9]+$/u.test(inside) && !/^(?:https?:\/\/|mailto:|tel:)[^\s|]+(?:\|[^|]+)?$/u.test(inside),
    )
    .map(([all]) => `${at} holds ${all}`),
  ...(/&(?!amp;|lt;|gt;)/u.test(text) ? [`${at} holds a bare or a broken entity`] : []),
  ...(text.isWellFormed() ? [] : [`${at} holds half a character`]),
]

const textObject = (value: unknown, at: string, max: number, plainOnly: boolean): string[] => {
  if (!isObject(value)) return [`${at} is no text object`]
  const faults = keys(value, at, ['type', 'text'], value['type'] === 'mrkdwn' ? ['verbatim'] : ['emoji'])
  if (value['type'] !== 'plain_text' && (plainOnly || value['type'] !== 'mrkdwn')) faults.push(`${at}.type is wrong`)
  faults.push(...long(value['text'], `${at}.text`, max, 1))
  if (value['type'] === 'mrkdwn' && typeof value['text'] === 'string') faults.push(...markup(value['text'], at))
  return faults
}

const options = (value: unknown, at: string, max: number): string[] => {
  const list = listOf(value)
  if (list.length === 0 || list.length > max) return [`${at} has ${list.length} options, 1 to ${max}`]
  return list.flatMap((each, n) => [
    ...keys(each, `${at}[${n}]`, ['text', 'value'], ['description']),
    ...textObject(each['text'], `${at}[${n}].text`, 75, true),
    ...long(each['value'], `${at}[${n}].value`, 150, 1),
  ])
}

/** An initial option must be one of the options, letter by letter. */
const among = (value: unknown, all: unknown, at: string): string[] => {
  const known = new Set(listOf(all).map((each) => JSON.stringify(each)))
  const given = Array.isArray(value) ? listOf(value) : isObject(value) ? [value] : []
  return given.filter((each) => !known.has(JSON.stringify(each))).map(() => `${at} is not among the options`)
}

const confirmFaults = (confirm: Json, at: string): string[] => [
  ...keys(confirm, at, ['title', 'text', 'confirm', 'deny'], ['style']),
  ...textObject(confirm['title'], `${at}.title`, 100, true),
  ...textObject(confirm['text'], `${at}.text`, 300, false),
  ...textObject(confirm['confirm'], `${at}.confirm`, 30, true),
  ...textObject(confirm['deny'], `${at}.deny`, 30, true),
]

const elements: Record<string, Check> = {
  button: (value, at) => {
    const each = value as Json
    return [
      ...keys(each, at, ['type', 'text', 'action_id'], ['value', 'style', 'url', 'confirm']),
      ...(isObject(each['confirm']) ? confirmFaults(each['confirm'], `${at}.confirm`) : []),
      ...textObject(each['text'], `${at}.text`, 75, true),
      ...long(each['value'], `${at}.value`, 2_000),
    ]
  },
  static_select: (value, at) => {
    const each = value as Json
    return [
      ...keys(each, at, ['type', 'action_id', 'options'], ['placeholder', 'initial_option']),
      ...options(each['options'], `${at}.options`, 100),
      ...among(each['initial_option'], each['options'], `${at}.initial_option`),
      ...(each['placeholder'] === undefined ? [] : textObject(each['placeholder'], `${at}.placeholder`, 150, true)),
    ]
  },
  checkboxes: (value, at) => {
    const each = value as Json
    return [
      ...keys(each, at, ['type', 'action_id', 'options'], ['initial_options']),
      ...options(each['options'], `${at}.options`, 10),
      ...among(each['initial_options'], each['options'], `${at}.initial_options`),
      ...(Array.isArray(each['initial_options']) && each['initial_options'].length === 0
        ? [`${at} has no initial`]
        : []),
    ]
  },
  radio_buttons: (value, at) => {
    const each = value as Json
    return [
      ...keys(each, at, ['type', 'action_id', 'options'], ['initial_option']),
      ...options(each['options'], `${at}.options`, 10),
    ]
  },
  plain_text_input: (value, at) => {
    const each = value as Json
    const max = each['max_length'] ?? 3_000
    return [
      ...keys(
        each,
        at,
        ['type', 'action_id'],
        ['multiline', 'initial_value', 'placeholder', 'max_length', 'min_length'],
      ),
      ...(typeof max === 'number' && max >= 1 && max <= 3_000 ? [] : [`${at}.max_length is wrong`]),
      ...long(each['initial_value'], `${at}.initial_value`, Number(max)),
    ]
  },
  email_text_input: (value, at) => {
    const each = value as Json
    return [
      ...keys(each, at, ['type', 'action_id'], ['initial_value', 'placeholder']),
      ...(each['initial_value'] === undefined ||
      /^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(JSON.stringify(each['initial_value']))
        ? []
        : [`${at}.initial_value is no mail address`]),
    ]
  },
  datepicker: (value, at) => keys(value as Json, at, ['type', 'action_id'], ['initial_date', 'placeholder']),
  feedback_buttons: (value, at) => {
    const each = value as Json
    return [
      ...keys(each, at, ['type', 'positive_button', 'negative_button'], ['action_id']),
      ...['positive_button', 'negative_button'].flatMap((name) => {
        const side = isObject(each[name]) ? each[name] : {}
        return [
          ...keys(side, `${at}.${name}`, ['text', 'value'], ['accessibility_label']),
          ...textObject(side['text'], `${at}.${name}.text`, 75, true),
          ...long(side['accessibility_label'], `${at}.${name}.accessibility_label`, 75),
          ...long(side['value'], `${at}.${name}.value`, 2_000),
        ]
      }),
    ]
  },
}

const within = (value: Json, at: string, allowed: string[]): string[] => {
  const type = String(value['type'])
  const check = elements[type]
  return allowed.includes(type) && check
    ? [...check(value, at), ...long(value['action_id'], `${at}.action_id`, 255, 1)]
    : [`${at} is a ${type}, which cannot stand there`]
}

const PRESSED = ['button', 'static_select', 'checkboxes', 'radio_buttons', 'datepicker']
const FILLED = [...PRESSED.slice(1), 'plain_text_input', 'email_text_input']

const several = (value: unknown, at: string, max: number, allowed: string[]): string[] => {
  const list = listOf(value)
  const ids = list.map((each) => each['action_id']).filter((id) => id !== undefined)
  return [
    ...(list.length === 0 || list.length > max ? [`${at} has ${list.length} elements, 1 to ${max}`] : []),
    ...(new Set(ids).size === ids.length ? [] : [`${at} names an action twice`]),
    ...list.flatMap((each, n) => within(each, `${at}[${n}]`, allowed)),
  ]
}

const blocks: Record<string, Check> = {
  section: (value, at) => {
    const each = value as Json
    const fields = listOf(each['fields'])
    return [
      ...keys(each, at, [], ['type', 'block_id', 'text', 'fields', 'accessory', 'expand']),
      ...(each['text'] === undefined && fields.length === 0 ? [`${at} says nothing`] : []),
      ...(each['text'] === undefined ? [] : textObject(each['text'], `${at}.text`, 3_000, false)),
      ...(fields.length > 10 ? [`${at} has ${fields.length} fields`] : []),
      ...fields.flatMap((field, n) => textObject(field, `${at}.fields[${n}]`, 2_000, false)),
    ]
  },
  context: (value, at) => {
    const each = value as Json
    const list = listOf(each['elements'])
    return [
      ...keys(each, at, ['elements'], ['type', 'block_id']),
      ...(list.length === 0 || list.length > 10 ? [`${at} has ${list.length} elements`] : []),
      ...list.flatMap((element, n) => textObject(element, `${at}[${n}]`, 3_000, false)),
    ]
  },
  actions: (value, at) => [
    ...keys(value as Json, at, ['elements'], ['type', 'block_id']),
    ...several((value as Json)['elements'], at, 25, PRESSED),
  ],
  context_actions: (value, at) => [
    ...keys(value as Json, at, ['elements'], ['type', 'block_id']),
    ...several((value as Json)['elements'], at, 5, ['feedback_buttons', 'icon_button']),
  ],
  header: (value, at) => [
    ...keys(value as Json, at, ['text'], ['type', 'block_id']),
    ...textObject((value as Json)['text'], `${at}.text`, 150, true),
  ],
  divider: (value, at) => keys(value as Json, at, [], ['type', 'block_id']),
  input: (value, at) => {
    const each = value as Json
    return [
      ...keys(each, at, ['label', 'element'], ['type', 'block_id', 'hint', 'optional', 'dispatch_action']),
      ...textObject(each['label'], `${at}.label`, 2_000, true),
      ...(each['hint'] === undefined ? [] : textObject(each['hint'], `${at}.hint`, 2_000, true)),
      ...(isObject(each['element']) ? within(each['element'], `${at}.element`, FILLED) : [`${at} has no element`]),
    ]
  },
}

const blocksOf = (value: unknown, max: number, allowed: string[]): string[] => {
  if (!Array.isArray(value)) return ['blocks is no list']
  const list = listOf(value)
  const ids = list.map((each) => each['block_id']).filter((id) => id !== undefined)
  return [
    ...(list.length === 0 || list.length > max ? [`${list.length} blocks, 1 to ${max}`] : []),
    ...(new Set(ids).size === ids.length ? [] : ['a block_id stands twice']),
    ...list.flatMap((block, n) => {
      const type = String(block['type'])
      const at = `blocks[${n}]`
      const check = blocks[type]
      if (!allowed.includes(type) || !check) return [`${at} is a ${type}, which cannot stand there`]
      return [...check(block, at), ...long(block['block_id'], `${at}.block_id`, 255, 1)]
    }),
  ]
}

const IN_MESSAGE = ['section', 'context', 'actions', 'context_actions', 'header', 'divider']
const IN_VIEW = ['section', 'context', 'actions', 'header', 'divider', 'input']

export const messageFaults = (args: Json): string[] => {
  const text = args['text']
  return [
    ...(typeof text === 'string' && text.trim() !== '' ? markup(text, 'text') : ['text is not set']),
    ...long(text, 'text', 4_000),
    ...(args['blocks'] === undefined ? [] : blocksOf(args['blocks'], 50, IN_MESSAGE)),
  ]
}

export const viewFaults = (view: unknown): string[] => {
  if (!isObject(view)) return ['view is no object']
  const modal = view['type'] === 'modal'
  const more = ['callback_id', 'private_metadata']
  return [
    ...(modal
      ? [
          ...keys(
            view,
            'view',
            ['type', 'title', 'blocks'],
            ['submit', 'close', 'notify_on_close', 'clear_on_close', ...more],
          ),
          ...['title', 'submit', 'close'].flatMap((name) =>
            view[name] === undefined ? [] : textObject(view[name], `view.${name}`, 24, true),
          ),
          ...(listOf(view['blocks']).some(({ type }) => type === 'input') && view['submit'] === undefined
            ? ['a form needs submit']
            : []),
        ]
      : keys(view, 'view', ['type', 'blocks'], more)),
    ...(modal || view['type'] === 'home' ? [] : ['view.type is wrong']),
    ...long(view['private_metadata'], 'view.private_metadata', 3_000),
    ...long(view['callback_id'], 'view.callback_id', 255),
    ...blocksOf(view['blocks'], 100, IN_VIEW),
  ]
}

export const streamFaults = (args: Json): string[] => {
  const chunks = listOf(args['chunks'])
  const said = [args['markdown_text'], ...chunks.map((chunk) => chunk['text'])].filter((text) => text !== undefined)
  return said.flatMap((text) => [
    ...long(text, 'markdown_text', 12_000),
    ...(typeof text === 'string' && /<[!@#]/u.test(text) ? ['a stream holds a command'] : []),
  ])
}
