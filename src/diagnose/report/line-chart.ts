import type {Chart, ChartSeries} from './chart.ts';
import {escapeHtml} from './escape-html.ts';

const WIDTH = 640;
const HEIGHT = 240;
const LEFT = 64;
const RIGHT = 16;
const TOP = 12;
const BOTTOM = 36;
const TICKS = 4;

/** Told apart also without colour: each line has its own dashes. */
const DASHES = ['none', '6 3', '2 3', '8 3 2 3', '1 4', '10 4', '4 2 1 2'];

/** A chart as an SVG element, its legend as HTML below it. */
export function lineChart(chart: Chart): string {
  const {title, xLabel, yLabel, xs, series, shadedUntilX} = chart;
  const values = series.flatMap((one) => one.values);
  const scaleX = scale(Math.min(0, ...xs), Math.max(1, ...xs), LEFT, WIDTH - RIGHT);
  const [low, high] = roomAround(values);
  const scaleY = scale(low, high, HEIGHT - BOTTOM, TOP);
  const shade =
    shadedUntilX === undefined
      ? ''
      : `<rect class="shade" x="${LEFT}" y="${TOP}" width="${round(scaleX(shadedUntilX) - LEFT)}" height="${HEIGHT - BOTTOM - TOP}"/>`;
  const lines = series.map((one, index) => {
    const points = xs.map((x, at) => `${round(scaleX(x))},${round(scaleY(one.values[at] ?? 0))}`);
    return `<polyline class="line line-${index % DASHES.length}" points="${points.join(' ')}"/>`;
  });
  const label = `${title}: ${yLabel} over ${xLabel}`;
  return [
    `<figure><figcaption>${escapeHtml(title)} <small>${escapeHtml(yLabel)}</small></figcaption>`,
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(label)}">`,
    shade,
    ...ticks(low, high).map((value) => yTick(value, scaleY(value), high - low)),
    ...xTicks(xs).map((x) => xTick(x, scaleX(x))),
    `<text class="axis" x="${WIDTH - RIGHT}" y="${HEIGHT - 4}" text-anchor="end">${escapeHtml(xLabel)}</text>`,
    ...lines,
    '</svg>',
    `<ul class="legend">${series.map(legendEntry).join('')}</ul>`,
    '</figure>',
  ].join('\n');
}

function legendEntry({name, values}: ChartSeries, index: number): string {
  const last = values.at(-1);
  const shown = last === undefined ? '' : ` <b>${escapeHtml(shownNumber(last, last))}</b>`;
  const line = `<svg viewBox="0 0 24 8" aria-hidden="true"><polyline class="line line-${index % DASHES.length}" points="0,4 24,4"/></svg>`;
  return `<li>${line}${escapeHtml(name)}${shown}</li>`;
}

/** The dashes of each line, for the style sheet of the page. */
export function lineStyles(colours: readonly string[]): string {
  return DASHES.map(
    (dashes, index) => `.line-${index}{stroke:${colours[index % colours.length]};stroke-dasharray:${dashes}}`,
  ).join('\n');
}

function yTick(value: number, y: number, range: number): string {
  return (
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${round(y)}" y2="${round(y)}"/>` +
    `<text class="axis" x="${LEFT - 6}" y="${round(y + 4)}" text-anchor="end">${shownNumber(value, range)}</text>`
  );
}

function xTick(x: number, at: number): string {
  return `<text class="axis" x="${round(at)}" y="${HEIGHT - BOTTOM + 16}" text-anchor="middle">${shownNumber(x, x)}</text>`;
}

function xTicks(xs: readonly number[]): readonly number[] {
  const last = xs.at(-1);
  return last === undefined ? [] : [0, last / 2, last];
}

function ticks(low: number, high: number): readonly number[] {
  return Array.from({length: TICKS + 1}, (_, index) => low + ((high - low) * index) / TICKS);
}

/** Room above and below, so that a steady line is not drawn on the frame, and no scale is empty. */
function roomAround(values: readonly number[]): readonly [number, number] {
  const low = Math.min(...values, Number.POSITIVE_INFINITY);
  const high = Math.max(...values, Number.NEGATIVE_INFINITY);
  if (!Number.isFinite(low)) return [0, 1];
  const room = high > low ? (high - low) * 0.1 : Math.max(Math.abs(high) * 0.05, 0.5);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

function scale(from: number, to: number, start: number, end: number): (value: number) => number {
  return (value) => start + ((value - from) / (to - from || 1)) * (end - start);
}

/** @param range What the scale spans: it says how many decimals tell two ticks apart. */
function shownNumber(value: number, range: number): string {
  const decimals =
    Number.isInteger(value) || range === 0 ? 0 : Math.max(0, 2 - Math.floor(Math.log10(Math.abs(range))));
  return value.toLocaleString('en', {minimumFractionDigits: decimals, maximumFractionDigits: decimals});
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
