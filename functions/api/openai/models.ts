import { z } from "zod";
import type { Speech } from "../../../shared/config/speech.ts";
import { AppError } from "../../../shared/errors.ts";
import { listProviders } from "../providers/list_providers.ts";

/** Source of the form: `resources/models` of the openai package, 7.55.0. */
export const Model = z.object({
  id: z.string().describe("`provider/model`"),
  object: z.literal("model"),
  created: z.int().describe("Not known: 0"),
  owned_by: z.string().describe("The provider's name, which stands for its model too"),
}).meta({ ref: "OpenaiModel" });

export const Models = z.object({ object: z.literal("list"), data: z.array(Model) }).meta({ ref: "OpenaiModels" });

/** The configured model of each provider that can be chosen here, in the order in which they are asked. */
export function listModels(speech: Speech): z.infer<typeof Model>[] {
  return listProviders(speech).map(({ name, model }) => ({
    id: `${name}/${model}`,
    object: "model",
    created: 0,
    owned_by: name,
  }));
}

/** One of them, by its id or by its provider's name. Throws `model_not_found`. */
export function findModel(speech: Speech, id: string): z.infer<typeof Model> {
  const models = listModels(speech);
  const found = models.find((model) => model.id === id || model.owned_by === id);
  if (found) return found;
  const known = models.map((model) => model.id).join(", ") || "there is none";
  throw new AppError("model_not_found", `There is no model '${id}' here. Those that there are: ${known}`);
}
