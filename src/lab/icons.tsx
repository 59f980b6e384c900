/** @file The lab's icons: 16-unit line drawings, decorative (their button carries the name). */
const PATHS = {
  pin: 'M6 2.5h4l-.5 4 2.5 2.5H4L6.5 6.5zM8 9v5',
  rerun: 'M13 8a5 5 0 11-1.6-3.7M13 2v3h-3',
  toForm: 'M2.5 2.5v11M13.5 8H6M9 4.5L5.5 8 9 11.5',
  download: 'M8 2v8M4.5 7L8 10.5 11.5 7M2.5 13.5h11',
  remove: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  link: 'M6.5 9.5l3-3M7 4.5l1.5-1.5a2.8 2.8 0 014 4L11 8.5M9 11.5L7.5 13a2.8 2.8 0 01-4-4L5 7.5',
} as const;

export type LabIcon = keyof typeof PATHS;

export function Icon({ name }: { name: LabIcon }) {
  return (
    <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
