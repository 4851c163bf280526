// How marks look on a picture. A blur is coarse squares of the average colour: what was there cannot be read back.
const INK = "rgb(208 45 40)";
const SQUARE = 14;

const box = ({ from, to }) => [Math.min(from.x, to.x), Math.min(from.y, to.y), Math.abs(to.x - from.x), Math.abs(to.y - from.y)];

function pencil(pen) {
  const width = Math.max(3, pen.canvas.width / 300);
  Object.assign(pen, { strokeStyle: INK, fillStyle: INK, lineWidth: width, lineCap: "round", lineJoin: "round" });
  return width;
}

function frame(pen, mark) {
  pencil(pen);
  pen.strokeRect(...box(mark));
}

function arrow(pen, { from, to }) {
  const head = pencil(pen) * 5;
  const angle = Math.atan2(to.y - from.y, to.x - from.x);
  const side = turn => [to.x - head * Math.cos(angle + turn), to.y - head * Math.sin(angle + turn)];
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  pen.lineTo(to.x, to.y);
  pen.moveTo(...side(0.5));
  pen.lineTo(to.x, to.y);
  pen.lineTo(...side(-0.5));
  pen.stroke();
}

function blur(pen, mark) {
  const [x, y, width, height] = box(mark).map(Math.round);
  if (width < 1 || height < 1) return;
  const small = new OffscreenCanvas(Math.ceil(width / SQUARE), Math.ceil(height / SQUARE));
  const brush = small.getContext("2d");
  brush.imageSmoothingQuality = "high";
  brush.drawImage(pen.canvas, x, y, width, height, 0, 0, small.width, small.height);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(small, 0, 0, small.width, small.height, x, y, width, height);
  pen.imageSmoothingEnabled = true;
}

function cursor(pen, { from }) {
  pencil(pen);
  pen.beginPath();
  pen.arc(from.x, from.y, pen.lineWidth * 3, 0, 7);
  pen.stroke();
}

export const draw = (pen, mark) => ({ frame, arrow, blur, cursor })[mark.tool](pen, mark);
