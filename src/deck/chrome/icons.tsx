/** @file The deck's icons: 20-unit line drawings, decorative (their button carries the name). */
const PATHS = {
  next: 'M7.5 4l6 6-6 6',
  previous: 'M12.5 4l-6 6 6 6',
  overview: 'M3 3.5h6v5H3zM11 3.5h6v5h-6zM3 11.5h6v5H3zM11 11.5h6v5h-6z',
  search: 'M8.5 3a5.5 5.5 0 100 11 5.5 5.5 0 000-11zM12.7 12.7L17 17',
  more: 'M3 5.5h14M3 10h14M3 14.5h14',
  draw: 'M3 17l1-4L14 3l3 3L7 16zM12 5l3 3',
  laser: 'M10 7a3 3 0 100 6 3 3 0 000-6zM10 1.5V4M10 16v2.5M1.5 10H4M16 10h2.5',
  close: 'M4.5 4.5l11 11M15.5 4.5l-11 11',
  check: 'M4 10.5l4 4 8-9',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
