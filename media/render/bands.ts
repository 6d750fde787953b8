/**
 * Bands of colour, one row of pixels each, that are drawn as tall as they are wanted. What is too small to be told apart is
 * written here pixel by pixel and comes onto the canvas in one piece: thousands of strokes cost no more than a few.
 */

/** Bands of a picture at most: what goes beyond is drawn as shapes. */
const MOST_BANDS = 512;
/** Pixels of a stroke that are written one by one. */
const SHORT = 48;

/** A colour's pixel, as the little-endian number that stands in image data. */
export type Pixel = number;

/** Rows of pixels over a canvas of so many device pixels in width. */
export class Bands {
  readonly #canvas = document.createElement('canvas');
  readonly #context: CanvasRenderingContext2D;
  readonly #colours = new Map<string, Pixel>();
  #image: ImageData;
  #pixels: Uint32Array;
  /** Of a picture, in device pixels. */
  width = 1;
  /** Where each band stands, in CSS pixels, flat: its top, its height. */
  readonly #places: number[] = [];
  /** Those of the latest lane begin here: only they are looked through. */
  #lane = 0;
  #dirty = false;

  constructor() {
    this.#context = this.#canvas.getContext('2d', { willReadFrequently: true })!;
    this.#image = this.#context.createImageData(1, 1);
    this.#pixels = new Uint32Array(1);
  }

  /** Another lane begins, whose bands are its own. */
  nextLane(): void {
    this.#lane = this.#places.length;
  }

  /** Makes room for a picture of this width in device pixels. */
  resize(width: number): void {
    if (this.width !== width) this.#make(width, 64);
  }

  #make(width: number, bands: number): void {
    const former = this.#image.width === width ? this.#pixels : undefined;
    this.width = width;
    this.#canvas.width = width;
    this.#canvas.height = bands;
    this.#image = this.#context.createImageData(width, bands);
    this.#pixels = new Uint32Array(this.#image.data.buffer);
    if (former) this.#pixels.set(former);
    else this.#places.length = 0;
  }

  /** The number of the band at this place, or -1 when there are too many. */
  band(y: number, height: number): number {
    const places = this.#places;
    for (let at = this.#lane; at < places.length; at += 2)
      if (places[at] === y && places[at + 1] === height) return at >> 1;
    if (places.length >= MOST_BANDS * 2) return -1;
    places.push(y, height);
    if (places.length >> 1 > this.#image.height) this.#make(this.#image.width, this.#image.height * 2);
    return (places.length >> 1) - 1;
  }

  /** Fills device pixels `from` to `to` (exclusive) of a band. */
  fill(band: number, from: number, to: number, pixel: Pixel): void {
    this.#dirty = true;
    const { width } = this;
    const row = band * width;
    const end = row + (to < width ? to : width);
    let at = row + (from > 0 ? from : 0);
    const pixels = this.#pixels;
    // Most strokes are a few pixels long: calling the array's own fill would cost more than they do.
    if (end - at > SHORT) pixels.fill(pixel, at, end);
    else for (; at < end; at++) pixels[at] = pixel;
  }

  /** A CSS colour as a pixel; `opacity` from 0 to 1. */
  pixel(colour: string, opacity: number): Pixel {
    const key = opacity === 1 ? colour : `${colour} ${opacity}`;
    let pixel = this.#colours.get(key);
    if (pixel === undefined) {
      const context = this.#context;
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
      pixel = new Uint32Array(new Uint8Array([red!, green!, blue!, Math.round(alpha! * opacity)]).buffer)[0]!;
      this.#colours.set(key, pixel);
    }
    return pixel;
  }

  /** Draws the bands, each in its place, and empties them. */
  flush(onto: CanvasRenderingContext2D, ratio: number): void {
    const count = this.#places.length >> 1;
    if (this.#dirty) {
      const { width } = this.#image;
      this.#context.putImageData(this.#image, 0, 0, 0, 0, width, count);
      for (let band = 0; band < count; band++)
        onto.drawImage(
          this.#canvas,
          0,
          band,
          width,
          1,
          0,
          this.#places[band * 2]!,
          width / ratio,
          this.#places[band * 2 + 1]!,
        );
      this.#pixels.fill(0, 0, count * width);
    }
    this.#places.length = 0;
    this.#lane = 0;
    this.#dirty = false;
  }
}
