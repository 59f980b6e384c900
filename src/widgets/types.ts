/** @file The props that the deck gives a widget; all other state is in the stores of `src/page` and `src/client`. */

export interface WidgetProps {
  /** Id of the widget's slide, for the share link. */
  slideId: string;
  /** True while this slide is shown. A widget may start an engine only while live. */
  live: boolean;
}
