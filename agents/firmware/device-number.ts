/**
 * The number of a device as Linux prints it, as in `8:2`, out of what stat(2) tells. The two numbers are spread over
 * the id: 12 bits major, then 20 bits minor in two pieces.
 */
export function deviceNumber(rdev: number): string {
  const id = BigInt(rdev)
  const major = ((id >> 8n) & 0xfffn) | ((id >> 32n) & 0xfffff000n)
  const minor = (id & 0xffn) | ((id >> 12n) & 0xffffff00n)
  return `${major}:${minor}`
}
