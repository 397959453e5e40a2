/**
 * Whether a browser sends this from another site. The cookie is SameSite=Strict already; this refuses early and says
 * why. Programs that are no browsers send neither header and are judged by what they carry.
 */
export const fromAnotherSite = (request: Request, publicUrl: string | undefined): boolean => {
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') return true
  const origin = request.headers.get('origin')
  if (origin === null || site === 'same-origin') return false
  if (!URL.canParse(origin)) return true
  const { host } = new URL(origin)
  const own = [request.headers.get('host'), new URL(request.url).host]
  if (publicUrl !== undefined && URL.canParse(publicUrl)) own.push(new URL(publicUrl).host)
  return !own.includes(host)
}
