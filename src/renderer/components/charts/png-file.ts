import { groundColour, sizeOf } from './svg-file.ts';

/**
 * The picture as a base64 PNG, `scale` device pixels per CSS pixel. The shapes are drawn onto a canvas one by one: loading
 * an SVG as an image would need a wider content policy. Knows what our charts use: rect, line, circle, path and text.
 */
export async function pngOf(svg: SVGSVGElement, scale: number): Promise<string> {
  const { width, height } = sizeOf(svg);
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext('2d');
  if (pen === null) throw new Error('This system gives no 2D canvas.');
  pen.scale(scale, scale);
  pen.fillStyle = groundColour();
  pen.fillRect(0, 0, width, height);
  for (const element of svg.querySelectorAll('rect, line, circle, path, text')) {
    if (element instanceof SVGGraphicsElement && element.closest('defs, [data-no-export]') === null) {
      drawElement(pen, element);
    }
  }
  const url = canvas.toDataURL('image/png');
  return url.slice(url.indexOf(',') + 1);
}

function drawElement(pen: CanvasRenderingContext2D, element: SVGGraphicsElement): void {
  const style = getComputedStyle(element);
  if (style.display === 'none' || style.visibility === 'hidden') return;
  pen.save();
  const matrix = element.getCTM();
  if (matrix !== null) pen.transform(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f);
  pen.globalAlpha = opacityOf(element);
  if (element instanceof SVGTextElement) drawText(pen, element, style);
  else drawShape(pen, element, style);
  pen.restore();
}

function drawShape(pen: CanvasRenderingContext2D, element: SVGElement, style: CSSStyleDeclaration): void {
  const path = shapeOf(element);
  if (style.fill !== 'none') {
    const alpha = pen.globalAlpha;
    pen.globalAlpha = alpha * Number(style.fillOpacity || 1);
    pen.fillStyle = style.fill;
    pen.fill(path);
    pen.globalAlpha = alpha;
  }
  if (style.stroke !== 'none') {
    pen.strokeStyle = style.stroke;
    pen.lineWidth = parseFloat(style.strokeWidth);
    pen.lineCap = style.strokeLinecap === 'round' ? 'round' : 'butt';
    const dashes =
      style.strokeDasharray === 'none' ? [] : style.strokeDasharray.split(/[ ,]+/).map(parseFloat);
    pen.setLineDash(dashes.filter((dash) => !Number.isNaN(dash)));
    pen.stroke(path);
  }
}

function drawText(pen: CanvasRenderingContext2D, element: SVGTextElement, style: CSSStyleDeclaration): void {
  pen.fillStyle = style.fill;
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  pen.textAlign = style.textAnchor === 'middle' ? 'center' : style.textAnchor === 'end' ? 'right' : 'left';
  const middle = style.dominantBaseline === 'middle' || style.dominantBaseline === 'central';
  pen.textBaseline = middle ? 'middle' : 'alphabetic';
  pen.fillText(element.textContent, number(element, 'x'), number(element, 'y'));
}

function shapeOf(element: SVGElement): Path2D {
  const path = new Path2D();
  switch (element.tagName) {
    case 'rect':
      path.rect(
        number(element, 'x'),
        number(element, 'y'),
        number(element, 'width'),
        number(element, 'height'),
      );
      return path;
    case 'line':
      path.moveTo(number(element, 'x1'), number(element, 'y1'));
      path.lineTo(number(element, 'x2'), number(element, 'y2'));
      return path;
    case 'circle':
      path.arc(number(element, 'cx'), number(element, 'cy'), number(element, 'r'), 0, 2 * Math.PI);
      return path;
    default:
      return new Path2D(element.getAttribute('d') ?? '');
  }
}

function number(element: SVGElement, name: string): number {
  return Number(element.getAttribute(name) ?? 0);
}

function opacityOf(element: Element): number {
  const own = Number(getComputedStyle(element).opacity);
  const parent = element.parentElement;
  return parent instanceof SVGElement ? own * opacityOf(parent) : own;
}
