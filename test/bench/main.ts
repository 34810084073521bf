/** `npm run bench`: measures what Godwit promises, and prints it as one table. Takes some minutes; leave it the machine. */
import build from '../support/build.ts'
import { measureCampaigns } from './campaigns.ts'
import { measureFootprint } from './footprint.ts'
import { markdown } from './report.ts'
import { measureThroughput } from './throughput.ts'

build()
const rows = [...(await measureFootprint()), ...(await measureCampaigns()), ...(await measureThroughput())]
console.log(markdown(rows))
