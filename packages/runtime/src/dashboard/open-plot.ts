import { escapeHtml } from "@sdetkit/core";

type PlotModule = typeof import("@observablehq/plot");

/** What a chart says to someone who cannot see it. `id` is a constant of the page: the prefix of the chart's ids. */
export interface ChartText {
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** The drawing library, and how its drawing becomes markup that the page's strict policy accepts. */
export interface Draw {
  readonly Plot: PlotModule;
  /** Draws with a document of its own and returns the `<svg>`: no style element or attribute, no foreign ids, named for screen readers. */
  svg(options: import("@observablehq/plot").PlotOptions, text: ChartText): string;
}

/** Loads Observable Plot and a document to draw into; only now, because both are slow to load and most commands draw nothing. */
export async function openPlot(): Promise<Draw> {
  const [Plot, { parseHTML }] = await Promise.all([import("@observablehq/plot"), import("linkedom/worker")]);
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  return {
    Plot,
    svg: (options, text) => {
      const drawing = Plot.plot({ ...options, document, className: "chart" });
      for (const style of [...drawing.querySelectorAll("style")]) style.remove();
      for (const element of [drawing, ...drawing.querySelectorAll("*")]) {
        element.removeAttribute("style");
        element.removeAttribute("id");
        // The drawing is one image with a title and a description: the parts of it are not read out one by one.
        element.removeAttribute("aria-label");
        element.removeAttribute("aria-hidden");
      }
      for (const name of ["font-family", "width", "height"]) drawing.removeAttribute(name);
      drawing.setAttribute("role", "img");
      drawing.setAttribute("aria-labelledby", `${text.id}-title ${text.id}-desc`);
      const said = `<title id="${text.id}-title">${escapeHtml(text.title)}</title><desc id="${text.id}-desc">${escapeHtml(text.description)}</desc>`;
      return drawing.outerHTML.replace(/^<svg[^>]*>/, (open: string) => open + said);
    },
  };
}
