// The canvas under <image-marker>: marks are drawn with the pointer, or with arrows and Enter.
import { draw } from "./marks.js";

const STEP = 16; // of a keyboard move, in pixels of the picture
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class Board {
  constructor(canvas) {
    this.canvas = canvas;
    canvas.addEventListener("pointerdown", event => {
      canvas.setPointerCapture(event.pointerId);
      this.begin(this.point(event));
    });
    canvas.addEventListener("pointermove", event => this.stretch(this.point(event)));
    canvas.addEventListener("pointerup", () => this.end());
    canvas.addEventListener("keydown", event => this.pressed(event));
  }

  show(image) {
    [this.image, this.marks, this.current] = [image, [], null];
    [this.canvas.width, this.canvas.height] = [image.width, image.height];
    this.cursor = { x: image.width / 2, y: image.height / 2 };
    this.paint();
  }

  point(event) {
    const box = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / box.width;
    return { x: (event.clientX - box.left) * scale, y: (event.clientY - box.top) * scale };
  }

  begin(point) {
    this.current = { tool: this.tool, from: point, to: point };
  }

  stretch(point) {
    if (this.current) this.current.to = point;
    this.paint(this.canvas.matches(":focus-visible"));
  }

  end() {
    if (this.current) this.marks.push(this.current);
    this.current = null;
    this.paint();
  }

  undo() {
    this.marks.pop();
    this.paint();
  }

  pressed(event) {
    if (event.key === "Enter") return this.current ? this.end() : this.begin({ ...this.cursor });
    if (!MOVES[event.key]) return undefined;
    event.preventDefault();
    const [x, y] = MOVES[event.key];
    this.cursor = { x: this.cursor.x + x * STEP, y: this.cursor.y + y * STEP };
    return this.stretch({ ...this.cursor });
  }

  paint(withCursor = false) {
    const pen = this.canvas.getContext("2d");
    pen.drawImage(this.image, 0, 0);
    [...this.marks, this.current].filter(Boolean).forEach(mark => draw(pen, mark));
    if (withCursor) draw(pen, { tool: "cursor", from: this.cursor });
  }

  // The marked picture as a Blob; null when nothing was drawn.
  picture(type) {
    this.paint();
    return this.marks.length ? new Promise(done => this.canvas.toBlob(done, type)) : null;
  }
}
