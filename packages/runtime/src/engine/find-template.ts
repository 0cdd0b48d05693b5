import type { Template, TemplateRef } from "@sdetkit/core";
import type { Catalogue } from "./types.ts";

/** The templates that a name of this form can mean, hidden ones included where the name says from where. */
export function templatesUnder({ origin }: Pick<TemplateRef, "origin">, catalogue: Catalogue): readonly Template[] {
  if (origin === undefined) return catalogue.templates;
  return [...catalogue.templates, ...catalogue.hidden].filter(({ source }) => source.origin === origin);
}

/** The one template that a name means. */
export function findTemplate(ref: TemplateRef, catalogue: Catalogue): Template | undefined {
  return templatesUnder(ref, catalogue).find(({ id }) => id === ref.id);
}
