import type { VersionLook } from '../../knowledge/knowledge.ts'
import type { Edition } from '../knowledge-desk.ts'
import { type Visit, withQuery } from '../route.ts'
import { Csrf } from './layout.tsx'
import { Table, Tag, TimeCell } from './pieces.tsx'

/** Documents of the house that were changed in the draft. */
export const Edits = ({ edits, draft }: { edits: readonly string[]; draft: Edition | null }) =>
  edits.length === 0 ? null : (
    <section class="panel" aria-labelledby="edits-title">
      <h2 id="edits-title">直した文書</h2>
      <ul>
        {edits.map((path) => {
          const document = draft?.library.documents.find((each) => each.path === path)
          return (
            <li>
              {document ? (
                <a href={withQuery('/console/knowledge/edit', { id: document.id })}>{document.title}</a>
              ) : (
                <code>{path}</code>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )

export const Versions = (given: { versions: readonly VersionLook[]; current: string | null; visit: Visit }) => {
  const { versions, current, visit } = given
  if (versions.length < 2) return null
  return (
    <section class="panel" aria-labelledby="versions-title">
      <h2 id="versions-title">これまでの版</h2>
      <Table label="これまでの版" heads={['版', '公開', '文書', '箇所', '操作']} numbers={[2, 3]}>
        {versions.map(({ version, at, documents, passages }) => (
          <tr>
            <th scope="row">
              <code>{version}</code>
            </th>
            <TimeCell at={new Date(at)} />
            <td class="number">{documents}</td>
            <td class="number">{passages}</td>
            <td>
              {version === current ? (
                <Tag kind="ok">公開中</Tag>
              ) : (
                <form
                  method="post"
                  action="/console/knowledge/restore"
                  data-confirm="この版に戻します。すべての窓口が、この版の内容で回答します。よろしいですか。"
                >
                  <Csrf token={visit.csrf} />
                  <input type="hidden" name="version" value={version} />
                  <button class="button" type="submit">
                    この版に戻す
                  </button>
                </form>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </section>
  )
}
