/** Layers that an engine has already. */

/**
 * How many of the layers, from the lowest on, the engine has: those that one of its images begins with. A layer is known
 * to an engine only on top of the very same ones.
 */
export function countKnownLayers(layers: string[], images: string[][]): number {
  const inCommon = (image: string[]) => {
    const first = layers.findIndex((layer, index) => image[index] !== layer)
    return first < 0 ? layers.length : first
  }
  return Math.max(0, ...images.map(inCommon))
}
