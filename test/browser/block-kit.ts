/**
 * Slack's messages, modals and Home tab as a page: enough of Block Kit to see how what the channel sends looks on a
 * phone. Whatever it does not know it refuses, so that nothing is left out of a picture unnoticed.
 */

type Json = Record<string, unknown>

const HTML: Record<string, string> = { '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const html = (text: string): string => text.replaceAll(/[<>"]/gu, (sign) => HTML[sign] ?? sign)

/** Slack's own notation: entities stay as they are, links and mentions become what people see. */
const mrkdwn = (text: string): string =>
  text
    .split(/(<[^>\n]+>)/u)
    .map((piece) => {
      const [, target, label] = /^<([^|>]+)(?:\|([^>]+))?>$/u.exec(piece) ?? []
      if (target === undefined) {
        return html(piece)
          .replaceAll(/(^|[\s（「])\*([^*\n]+)\*(?=$|[\s、。：）」])/gmu, '$1<b>$2</b>')
          .replaceAll(/(^|\s)_([^_\n]+)_(?=$|\s)/gmu, '$1<i>$2</i>')
          .replaceAll(/^&gt; ?(.*)$/gmu, '<q>$1</q>')
      }
      if (/^[@#!]/u.test(target)) return `<a class="mention">${html(label ?? target)}</a>`
      return `<a>${html(label ?? target)}</a>`
    })
    .join('')

const textOf = (given: unknown): string => {
  const { type, text } = given as { type?: string; text?: string }
  return type === 'mrkdwn' ? mrkdwn(text ?? '') : html(text ?? '')
}

const wordOf = (value: unknown): string => (typeof value === 'string' ? value : '')

const listOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as Json[]) : [])

const optionsOf = (element: Json, kind: string): string => {
  const chosen = new Set(listOf(element['initial_options']).map(({ value }) => value))
  return listOf(element['options'])
    .map(({ text, value }) => `<label class="${kind}${chosen.has(value) ? ' on' : ''}">${textOf(text)}</label>`)
    .join('')
}

const elementOf = (element: Json): string => {
  const { type } = element
  const shown = wordOf(element['initial_value'])
  const hint = element['placeholder'] === undefined ? '' : `<span class="hint">${textOf(element['placeholder'])}</span>`
  switch (type) {
    case 'button':
      return `<button class="${wordOf(element['style'])}">${textOf(element['text'])}</button>`
    case 'plain_text_input':
    case 'email_text_input':
    case 'number_input':
    case 'datepicker': {
      const tall = element['multiline'] === true ? ' tall' : ''
      return `<div class="box${tall}">${shown === '' ? hint : html(shown)}</div>`
    }
    case 'static_select': {
      const chosen = element['initial_option'] as Json | undefined
      return `<div class="box select">${chosen === undefined ? hint : textOf(chosen['text'])}</div>`
    }
    case 'checkboxes':
      return optionsOf(element, 'check')
    case 'radio_buttons':
      return optionsOf(element, 'radio')
    case 'feedback_buttons': {
      const [good, bad] = [element['positive_button'], element['negative_button']] as Json[]
      return `<span class="rate">${textOf(good?.['text'])}</span><span class="rate">${textOf(bad?.['text'])}</span>`
    }
    default:
      throw new Error(`the gallery knows no element ${String(type)}`)
  }
}

const blockOf = (block: Json): string => {
  const { type } = block
  const elements = listOf(block['elements'])
  switch (type) {
    case 'section': {
      const fields = listOf(block['fields']).map((field) => `<p>${textOf(field)}</p>`)
      const beside = block['accessory'] === undefined ? '' : elementOf(block['accessory'] as Json)
      return `<section>${block['text'] === undefined ? '' : textOf(block['text'])}${fields.join('')}${beside}</section>`
    }
    case 'context':
      return `<small>${elements.map(textOf).join(' ')}</small>`
    case 'actions':
    case 'context_actions':
      return `<nav>${elements.map(elementOf).join('')}</nav>`
    case 'header':
      return `<h1>${textOf(block['text'])}</h1>`
    case 'divider':
      return '<hr>'
    case 'markdown':
      return `<section>${html(wordOf(block['text']))}</section>`
    case 'input': {
      const need = block['optional'] === true ? ' <em>（任意）</em>' : ''
      const hint = block['hint'] === undefined ? '' : `<small>${textOf(block['hint'])}</small>`
      const element = elementOf(block['element'] as Json)
      return `<div class="input"><label>${textOf(block['label'])}${need}</label>${element}${hint}</div>`
    }
    default:
      throw new Error(`the gallery knows no block ${String(type)}`)
  }
}

const blocks = (given: unknown): string => listOf(given).map(blockOf).join('\n')

const STYLE = `
  * { box-sizing: border-box; margin: 0; }
  body { font: 15px/1.47 Lato, "Noto Sans CJK JP", sans-serif; color: #1d1c1d; background: #fff; padding: 12px 16px; }
  .message { display: grid; grid-template-columns: 36px 1fr; gap: 8px; padding: 8px 0; }
  .message > i { width: 36px; height: 36px; border-radius: 6px; background: #611f69; }
  .person > i { background: #ecb22e; } .who { font-weight: 900; } .who span { font: 12px Lato, sans-serif; color: #616061; }
  .body { min-width: 0; } section { white-space: pre-wrap; overflow-wrap: anywhere; margin: 4px 0; }
  small { display: block; font-size: 13px; color: #616061; white-space: pre-wrap; overflow-wrap: anywhere; margin: 4px 0; }
  nav { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0; }
  button { font: 700 13px/1.3 Lato, "Noto Sans CJK JP", sans-serif; border: 1px solid #d0d0d0; border-radius: 8px;
    background: #fff; padding: 7px 12px; max-width: 100%; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
  .primary { background: #007a5a; color: #fff; } .danger { color: #e01e5a; } a { color: #1264a3; }
  .mention { background: #e8f5fa; } q { display: block; border-left: 4px solid #ddd; padding-left: 8px; quotes: none; }
  .rate { border: 1px solid #d0d0d0; border-radius: 16px; padding: 2px 10px; } h1 { font-size: 18px; margin: 8px 0; }
  hr { border: 0; border-top: 1px solid #ddd; margin: 8px 0; } .only { color: #616061; font-size: 12px; }
  .input { margin: 14px 0; } .input > label { font-weight: 900; display: block; } em { font: 400 13px Lato; color: #616061; }
  .box { border: 1px solid #868686; border-radius: 4px; padding: 8px; min-height: 40px; white-space: pre-wrap; overflow-wrap: anywhere; }
  .tall { min-height: 96px; } .hint { color: #868686; } .select::after { content: "▾"; float: right; }
  .check, .radio { display: block; padding: 3px 0; font-weight: 400; } .check::before { content: "☐ "; } .check.on::before { content: "☑ "; }
  .radio::before { content: "○ "; } .radio.on::before { content: "◉ "; }
  .bar { display: flex; justify-content: space-between; font-weight: 900; border-bottom: 1px solid #ddd; padding-bottom: 10px; }
  .bar span { font-weight: 400; color: #1264a3; }`

const page = (body: string): string =>
  `<!doctype html><html lang="ja"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>${STYLE}</style><body>${body}`

/** What somebody wrote, in blocks or in text, seen by everybody or by one person only. */
export interface Written {
  name: string
  person: boolean
  only: boolean
  text: string
  blocks: unknown
}

export const threadPage = (all: readonly Written[]): string =>
  page(
    all
      .map(({ name, person, only, text, blocks: given }) => {
        const body = listOf(given).length > 0 ? blocks(given) : `<section>${mrkdwn(text)}</section>`
        const who = `<div class="who">${html(name)} <span>9:41</span></div>`
        const alone = only ? '<div class="only">あなただけに表示されています</div>' : ''
        return `<div class="message${person ? ' person' : ''}"><i></i><div class="body">${alone}${who}${body}</div></div>`
      })
      .join('\n'),
  )

export const viewPage = (view: Json): string => {
  const part = (name: string) => (view[name] === undefined ? '' : textOf(view[name]))
  const bar = `<div class="bar"><span>${part('close')}</span>${part('title')}<span>${part('submit')}</span></div>`
  return page(`${view['type'] === 'modal' ? bar : ''}${blocks(view['blocks'])}`)
}
