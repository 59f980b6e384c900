/** @file What the deck hands to a widget, and nothing more: everything else lives in the stores of `src/page` and `src/client`. */

export interface WidgetProps {
  /** Id of the slide the widget stands on, for the share link. */
  slideId: string;
  /** True while this slide is under the reader's eye. A widget may start an engine only while live. */
  live: boolean;
}
