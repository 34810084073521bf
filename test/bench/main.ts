/**
 * `npm run bench [-- PART …]`: measures what Godwit promises, and prints it as one table. Takes some minutes; leave it
 * the machine. Parts: footprint, campaigns, throughput, links, containers, images; all where none is named.
 */
import build from '../support/build.ts'
import { isHere } from '../support/programs.ts'
import { measureCampaigns } from './campaigns.ts'
import { measureContainers } from './containers.ts'
import { measureFootprint } from './footprint.ts'
import { measureImages } from './images.ts'
import { measureLinks } from './links.ts'
import { markdown, type Row } from './report.ts'
import { measureThroughput } from './throughput.ts'

const parts: Record<string, () => Promise<Row[]>> = {
  footprint: measureFootprint,
  campaigns: measureCampaigns,
  throughput: measureThroughput,
  links: measureLinks,
  containers: measureContainers,
  images: measureImages,
}

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0) {
  console.error(`no part ${unknown.join(', ')}; there are ${Object.keys(parts).join(', ')}`)
  process.exit(2)
}
const missing = ['/usr/bin/time', 'curl', 'wget', 'aria2c', 'bmaptool'].filter((program) => !isHere(program))
if (missing.length > 0)
  console.error(`left out for want of ${missing.join(', ')}: apt-get install time curl wget aria2 bmap-tools`)

build()
const rows: Row[] = []
for (const [name, measure] of Object.entries(parts)) {
  if (wanted.length === 0 || wanted.includes(name)) rows.push(...(await measure()))
}
console.log(markdown(rows))
