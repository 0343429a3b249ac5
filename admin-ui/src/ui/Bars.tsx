import { t } from '../language/language';
export interface Bar {
  /** What the bar counts, in words: its hour. */
  label: string;
  good: number;
  bad: number;
}

const WIDTH = 10;
const HEIGHT = 48;

interface BarsProps {
  label: string;
  bars: readonly Bar[];
}

/** A small chart of what went well and, on top of it, what did not. */
export function Bars({ label, bars }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ good, bad }) => good + bad));
  const scaled = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * HEIGHT));
  return (
    <svg role="img" aria-label={label} className="lw-bars" viewBox={`0 0 ${bars.length * WIDTH} ${HEIGHT + 1}`} preserveAspectRatio="none">
      {bars.map(({ label: hour, good, bad }, index) => {
        const low = scaled(good);
        const high = Math.min(scaled(bad), HEIGHT - (bad > 0 ? Math.min(low, HEIGHT - 2) : low));
        return (
          <g key={hour}>
            <title>{bad > 0 ? t('{0}: {1}, {2} refused', hour, good, bad) : `${hour}: ${good}`}</title>
            <rect className="lw-bar-room" x={index * WIDTH} y={0} width={WIDTH} height={HEIGHT + 1} />
            <rect className="lw-bar-base" x={index * WIDTH + 1} y={HEIGHT} width={WIDTH - 2} height={1} />
            <rect className="lw-bar-good" x={index * WIDTH + 1} y={HEIGHT - low} width={WIDTH - 2} height={low} />
            <rect className="lw-bar-bad" x={index * WIDTH + 1} y={HEIGHT - low - high} width={WIDTH - 2} height={Math.max(0, high)} />
          </g>
        );
      })}
    </svg>
  );
}
